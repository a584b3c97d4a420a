"""The stack of the sample: what the invented IT service provider sells, and what each client has of it.

One letter a client and item, in the order of the items: A aligned, O opportunity, a point where it does not apply.
"""

__all__ = ["ALIGNMENT", "ITEMS", "LETTERS"]

ITEMS = """
Item                    | Tags               | MRR Price | Non-recurring Price | Per
Managed Workplace       | Standard           | 68        |                     | Seat
Managed Servers         | Standard           | 780       | 350                 | Client
Managed Firewall        | Standard; Security | 165       | 900                 | Client
Backup and Recovery     | Standard           | 6.50      |                     | Seat
Security Operations     | Premium; Security  | 14        | 20                  | Seat
Endpoint Detection      | Security           | 5.25      |                     | Seat
Email Security          | Standard; Security | 3.10      | 2                   | Seat
Multi-factor Sign-in    | Security           | 2.40      | 6                   | Seat
Awareness Training      | Premium; Security  | 2.75      |                     | Seat
Cloud Hosting           | Cloud              | 640       | 1800                | Client
Compliance Archive      | Premium            | 420       | 1200                | Client
Site and Guest Wi-Fi    | Standard           | 190       | 2400                | Client
Managed Phones          | Cloud              | 9.50      | 35                  | Seat
Virtual CIO             | Premium            | 850       |                     | Client
"""

LETTERS = {"A": "Aligned", "O": "Opportunity", ".": None}

ALIGNMENT = """
C-001  A A A A A A A A O . O A O A
C-002  A O A A O A A A O O A A A O
C-003  A O A O A A A A O . O A O O
C-004  A O A O O O A O O . . A O .
C-005  A . A A O A A A O A O O O A
C-006  A A A A O A A A A . A A A .
C-007  A O A A O A A A O . A A O .
C-008  A O A O O O O O O O . O O O
C-009  A O A A A A A A A O O A O O
C-010  A . A A O O A O O . . O O .
C-011  A . O O . O O O . . . A O .
C-012  A O A O O O O O . . . A O .
C-013  A . A A A A A A A A A O O A
C-014  A O A A O A A O O . A A A .
C-015  A . A O . A A A O . O A O .
C-016  A O O O . O O O . O . O . .
C-017  A O A A O A O O O O O A A O
C-018  A A A A O A A A O . O A O O
C-019  . . O A . O A A . A . O . .
C-020  A O A A A A A A A . A A O O
C-021  . . A O O O A A . A O O . .
C-022  A O O O . O O . . . . O O .
C-023  A . A A O A A O O . A A O .
C-024  A O O O . O O O . O . A O .
C-025  A O A O . O A O O O . A O .
C-026  O A A A A A A A A . A O . A
C-027  O . O A . O A A . A . O O .
C-028  . . O O . O O A . A . . . .
C-029  A . A O . A O O . . . O O .
C-030  A . A O . O A O . . . A O .
C-031  A . A A A A A A A O A A O .
C-032  O A A O O A O O . . . A O O
C-033  A O A A O O A O O . A A O .
C-034  . . O A . O O A . A . A . .
C-035  A . A O . . . . . . . . . .
C-036  O O O O O O O O . . . O O O
"""
