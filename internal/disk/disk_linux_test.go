package disk

import (
	"errors"
	"syscall"
	"testing"
)

// TestAppendToDevices holds that a line which Linux itself refuses is told as refused.
func TestAppendToDevices(t *testing.T) {
	d := &Disk{}
	if err := d.Append("/dev/full", false, []byte("x\n")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a line on a full disk: %v", err)
	}
	if err := d.Append("/dev/null", true, []byte("x\n")); !errors.Is(err, syscall.EINVAL) { // which has no platter
		t.Errorf("a line that can't be made safe: %v", err)
	}
}
