"""``python -m segmentbook``."""

from segmentbook.cli import main

if __name__ == "__main__":
    main()
