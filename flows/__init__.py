"""All code that moves data: flows above, doors in the middle, pure steps below."""
