"""The rules that raters follow, in versions that never change once published."""
