package lazy

import "testing"

func TestRegexp(t *testing.T) {
	form := Regexp(`^a+$`)
	if !form().MatchString("aa") || form().MatchString("b") {
		t.Error("the pattern is not the one that was given")
	}
	if first, again := form(), form(); first != again {
		t.Error("the pattern is compiled more than once")
	}
	bad := Regexp(`(`) // costs nothing as long as nobody asks
	defer func() {
		if recover() == nil {
			t.Error("a pattern that does not compile gives no panic")
		}
	}()
	bad()
}
