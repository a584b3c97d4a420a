"""The calculation: frames and plain values in, frames and plain values out. No file, no Excel, no clock."""
