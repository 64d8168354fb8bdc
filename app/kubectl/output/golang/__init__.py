"""The parts of Go's standard library that kubectl's output shows: types of values, `fmt`, `strconv` quoting."""
