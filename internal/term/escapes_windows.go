package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// takeEscapes has a console obey escape sequences: one of Windows does so only when it is told to. What is no console
// stays as it is.
func takeEscapes(f *os.File) {
	var mode uint32
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) == nil {
		_ = windows.SetConsoleMode(console, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}
