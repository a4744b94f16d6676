"""What is built on the originals: comparing and checking them, writing files with them, the commands."""
