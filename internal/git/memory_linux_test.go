package git

import (
	"os"
	"strings"
	"testing"
)

// TestHugePages holds that a large part of the heap is advised; what the kernel then has to give is not ours to hold.
func TestHugePages(t *testing.T) {
	hugePages()
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	for mapping := range strings.SplitSeq(string(smaps), "VmFlags:") {
		flags, _, _ := strings.Cut(mapping, "\n")
		if strings.Contains(flags+" ", " hg ") {
			return
		}
	}
	t.Error("no mapping of this process is advised to be backed by huge pages")
}
