"""The contract lines, assets and exchange rates of the sample: a line of every kind that finance meets.

Blocks have different columns, so that a line stays readable. Clients are named by ID here and by name in the workbook.
A blank is a blank in the workbook, where it means what the header's note says.
"""

# ruff: noqa: E501 - tables of text, one row a line

__all__ = ["ASSETS", "CONTRACTS", "RATES"]

CONTRACTS = """
Client | Contract ID | Product                  | Amount | Quantity | Currency | Billing Period | Start      | End        | Auto Renew | Kind
C-001  | K-1701      | Managed Workplace        | 57     | 215      |          | Monthly        | 2024-01-01 | 2026-12-31 | Yes        |
C-001  | K-1702      | Managed Servers          | 185    | 18       |          | Monthly        | 2024-01-01 | 2026-12-31 | Yes        |
C-001  | K-1703      | Security Operations      | 10200  |          |          | Quarterly      | 2025-04-01 | 2027-03-31 |            |
C-001  | K-1704      | Plant network, 24/7      | 480    |          |          | Monthly        | 2025-02-01 |            |            |
C-002  | K-1901      | Managed Workplace        | 88     | 150      |          | Monthly        | 2023-09-01 | 2026-08-31 | Yes        |
C-002  | K-1902      | Clinic Wi-Fi and phones  | 235    | 9        |          | Monthly        | 2024-03-01 | 2027-02-28 |            |
C-002  | K-1903      | Backup and Recovery      | 27600  |          |          | Annual         | 2025-10-01 | 2026-09-30 |            |
C-003  | K-2001      | Managed Workplace        | 74     | 140      | EUR      | Monthly        | 2024-02-01 | 2027-01-31 |            |
C-003  | K-2002      | Warehouse scanners       | 5850   |          | EUR      | Quarterly      | 2024-07-01 | 2026-12-31 | Yes        |
C-003  | K-2003      | Security Operations      | 21600  |          | EUR      | Annual         | 2026-01-01 | 2026-12-31 |            |
C-004  | K-2101      | Managed Workplace        | 82     | 62       | EUR      | Monthly        | 2023-08-01 | 2026-07-31 |            |
C-004  | K-2102      | Cold-store monitoring    | 8400   |          | EUR      | Semi-annual    | 2025-01-01 | 2026-12-31 |            |
C-005  | K-1801      | Cloud Hosting            | 11400  |          | GBP      | Quarterly      | 2024-04-01 | 2027-03-31 | Yes        |
C-005  | K-1802      | Managed Workplace        | 35     | 88       | GBP      | Monthly        | 2024-04-01 | 2027-03-31 | Yes        |
C-006  | K-1601      | Managed Workplace        | 118    | 45       |          | Monthly        | 2023-07-01 | 2026-06-30 | Yes        |
C-006  | K-1602      | Backup and Recovery      | 10680  |          |          | Annual         | 2025-07-01 | 2026-06-30 |            |
C-007  | K-1811      | Managed Workplace        | 112    | 54       |          | Monthly        | 2024-02-01 | 2027-01-31 |            |
C-007  | K-1812      | Compliance Archive       | 1402   |          |          | Monthly        | 2024-02-01 | 2027-01-31 |            |
C-008  | K-2301      | Managed School, 3 years  | 414000 |          |          | Total          | 2023-07-01 | 2026-06-30 |            |
C-008  | K-2302      | Classroom displays       | 15600  |          |          | Annual         | 2025-08-01 | 2027-07-31 |            |
C-009  | K-1911      | Managed Workplace        | 105    | 68       |          | Monthly        | 2025-04-01 | 2028-03-31 |            |
C-009  | K-1912      | Security Operations      | 8130   |          |          | Quarterly      | 2025-04-01 | 2028-03-31 |            |
C-010  | K-2011      | Managed Workplace        | 79     | 38       |          | Monthly        | 2023-10-01 | 2026-09-30 | Yes        |
C-010  | K-2012      | Loyalty credit           | -150   |          |          | Monthly        | 2026-01-01 | 2026-12-31 |            |
C-010  | K-2013      | Backup and Recovery      | 300    |          |          | 2 months       | 2024-06-01 |            |            |
C-011  | K-2401      | Managed Workplace        | 62     | 30       |          | Monthly        | 2024-02-01 | 2027-01-31 |            |
C-011  | K-2402      | Managed Workplace        | 62     | 8        |          | Monthly        | 2026-03-01 | 2027-01-31 |            |
C-011  | K-2403      | Till support, weekends   | 68     |          |          | Weekly         | 2024-05-06 |            |            |
C-012  | K-2111      | Managed Workplace        | 58     | 96       |          | Monthly        | 2023-09-01 | 2026-08-31 |            |
C-012  | K-2112      | Quarry site links        | 8000   |          |          | Semi-annual    | 2024-01-01 | 2026-12-31 | Yes        |
C-013  | K-2201      | Cloud Hosting            | 7900   |          |          | Monthly        | 2025-01-01 | 2027-12-31 | Yes        |
C-013  | K-2202      | Managed Workplace        | 42     | 120      |          | Monthly        | 2025-01-01 | 2027-12-31 | Yes        |
C-013  | K-2203      | Source code escrow       | 7920   |          |          | Annual         | 2026-01-01 | 2026-12-31 |            |
C-014  | K-2021      | Managed Workplace        | 84     | 58       |          | Monthly        | 2024-06-01 | 2027-05-31 |            |
C-014  | K-2022      | X-ray image archive      | 2334   |          |          | Quarterly      | 2024-06-01 | 2027-05-31 |            |
C-015  | K-1921      | Managed Workplace        | 95.50  | 26       |          | Monthly        | 2023-12-01 | 2025-11-30 | Yes        |
C-016  | K-2211      | Managed Workplace        | 64     | 49       |          | Monthly        | 2023-10-01 | 2026-09-30 |            |
C-016  | K-2212      | Customs software hosting | 764    |          |          | Monthly        | 2023-10-01 | 2026-09-30 |            |
C-017  | K-1931      | Managed Workplace        | 36     | 260      |          | Monthly        | 2025-03-01 | 2028-02-29 |            |
C-017  | K-1932      | Nurse call monitoring    | 22080  |          |          | Annual         | 2025-11-01 | 2026-10-31 |            |
C-018  | K-1821      | Managed Workplace        | 92     | 84       |          | Monthly        | 2024-09-01 | 2027-08-31 |            |
C-018  | K-1822      | Outage credit            | -428   |          |          | Monthly        | 2026-04-01 | 2026-09-30 |            |
C-018  | K-1823      | Managed Servers          | 250    | 4        |          | Monthly        | 2024-09-01 | 2027-08-31 |            |
C-019  | K-2121      | Cloud Hosting            | 1720   |          |          | Monthly        | 2022-11-01 | 2025-10-31 | Yes        |
C-020  | K-1711      | Security Operations      | 15900  |          |          | Quarterly      | 2024-10-01 | 2026-09-30 |            |
C-020  | K-1712      | Managed Workplace        | 71.50  | 71       |          | Monthly        | 2024-10-01 | 2026-09-30 | Yes        |
C-021  | K-2411      | Cloud Hosting            | 28900  |          | EUR      | Annual         | 2025-05-01 | 2027-04-30 |            |
C-021  | K-2412      | Managed Firewall         | 2400   |          | EUR      | 3 months       | 2024-06-01 |            |            |
C-022  | K-2221      | Managed Workplace        | 44.70  | 47       |          | Monthly        | 2023-05-01 | 2026-04-30 | Yes        |
C-023  | K-2031      | Managed Workplace        | 86     | 31       |          | Monthly        | 2024-03-01 | 2027-02-28 |            |
C-023  | K-2032      | X-ray image archive      | 8208   |          |          | Annual         | 2026-03-01 | 2027-02-28 |            |
C-024  | K-2131      | Managed Workplace        | 25     | 150      |          | Monthly        | 2023-07-01 | 2026-07-31 |            |
C-024  | K-2132      | Guest Wi-Fi, weekends    | 219    |          |          | Weekly         | 2024-01-01 |            |            |
C-025  | K-2141      | Managed School           | 23400  |          |          | Annual         | 2025-07-01 | 2026-06-30 | Yes        |
C-026  | K-2041      | Security Operations      | 132000 |          |          | Total          | 2025-01-01 | 2026-12-31 |            |
C-027  | K-1941      | Cloud Hosting            | 2640   |          | GBP      | Quarterly      | 2024-06-01 |            |            |
C-028  | K-2051      | Cloud Hosting            | 1480   |          |          | Monthly        | 2024-08-01 | 2026-07-31 |            |
C-029  | K-2601      | Managed Workplace        | 860    |          |          | Monthly        | 2026-05-04 | 2028-05-03 |            |
C-030  | K-2501      | Managed Workplace        | 2214   |          | GBP      | Monthly        | 2025-09-15 | 2027-09-14 |            |
C-031  | K-2151      | Security Operations      | 9600   |          |          | Quarterly      | 2025-01-25 | 2027-01-24 |            |
C-031  | K-2152      | Managed Workplace        | 82.75  | 29       |          | Monthly        | 2025-01-25 | 2027-01-24 |            |
C-032  | K-2232      | Managed Servers          | 232.50 | 8        |          | Monthly        | 2025-07-01 | 2027-06-30 |            |
C-033  | K-2061      | Managed Workplace        | 66     | 52       |          | Monthly        | 2023-09-01 | 2026-08-31 |            |
C-033  | K-2062      | Dispensing hardware      | 9816   |          |          | Annual         | 2025-09-01 | 2026-08-31 |            |
C-034  | K-2241      | Cloud Hosting            | 640    |          |          | Monthly        | 2024-10-01 | 2026-09-30 |            |
C-001  | K-1705      | ERP server migration     | 38500  |          |          | Total          | 2026-02-16 | 2026-04-30 |            | One-off
C-003  | K-2004      | Office move, Bremen      | 12400  |          | EUR      | Total          | 2025-11-03 | 2025-12-12 |            | One-off
C-013  | K-2204      | Penetration test         | 9800   |          |          | Total          | 2026-05-11 | 2026-05-29 |            | One-off
C-002  | K-1904      | Microsoft 365 licences   | 22     | 180      |          | Monthly        | 2023-09-01 | 2026-08-31 | Yes        | Third party
C-009  | K-1913      | Microsoft 365 licences   | 22     | 68       |          | Monthly        | 2025-04-01 | 2028-03-31 |            | Third party
C-017  | K-1933      | Leased fibre, 10 sites   | 310    | 10       |          | Monthly        | 2025-03-01 | 2028-02-29 |            | Third party

Client | Contract ID | Product                 | Amount | Quantity | Currency | Billing Period | Start      | End        | Aligned
C-004  | K-2103      | Fax gateway             | 140    |          | EUR      | Monthly        | 2021-05-03 |            | No
C-014  | K-2023      | On-site mail server     | 390    |          |          | Monthly        | 2020-06-08 |            | No
C-030  | K-2502      | Legacy telephone system | 260    |          | GBP      | Monthly        | 2025-09-15 | 2027-09-14 | No

Client | Contract ID | Product             | Amount | Quantity | Currency | Billing Period | Start      | End        | Status    | Cancelled On
C-007  | K-1813      | Print management    | 18     | 22       |          | Monthly        | 2024-02-01 | 2027-01-31 | Cancelled | 2026-02-01
C-012  | K-2113      | Security Operations | 1900   |          |          | Monthly        | 2024-09-01 | 2026-08-31 | Cancelled | 2026-05-16
C-023  | K-2033      | Guest Wi-Fi         | 140    |          |          | Monthly        | 2024-03-01 | 2027-02-28 | Cancelled | 2026-08-01
C-006  | K-1603      | Security Operations | 2100   |          |          | Monthly        | 2026-10-01 | 2028-09-30 | Draft     |
C-013  | K-2205      | Managed Servers     | 210    | 12       |          | Monthly        | 2026-08-01 | 2029-07-31 | Quoted    |
C-021  | K-2413      | Managed Workplace   | 69     | 33       | EUR      | Monthly        | 2026-07-01 | 2028-06-30 | Quoted    |

Client | Contract ID | Product                 | Amount | Quantity | Currency | Billing Period | Start      | End        | Auto Renew | Supersedes
C-009  | K-1910      | Managed Workplace       | 97     | 61       |          | Monthly        | 2022-04-01 | 2025-03-31 |            |
C-020  | K-1710      | Managed Workplace       | 66     | 64       |          | Monthly        | 2021-10-01 | 2024-09-30 |            |
C-035  | K-2071      | Managed Workplace       | 72     | 41       | GBP      | Monthly        | 2023-03-01 | 2026-04-30 |            |
C-032  | K-2230      | Managed Workplace       | 54     | 118      |          | Monthly        | 2022-07-01 | 2025-12-31 | Yes        |
C-032  | K-2231      | Managed Workplace       | 58     | 130      |          | Monthly        | 2025-07-01 | 2027-06-30 |            | K-2230
C-026  | K-2040      | Control-room support    | 2150   |          |          | Monthly        | 2021-12-01 |            |            |
C-026  | K-2042      | Control-room support    | 2400   |          |          | Monthly        | 2024-12-01 | 2026-11-30 |            | K-2040
C-008  | K-2303      | Managed School, 3 years | 446400 |          |          | Total          | 2026-07-01 | 2029-06-30 |            | K-2301
C-036  | K-2611      | Managed Workplace       | 89     | 66       |          | Monthly        | 2026-09-01 | 2029-08-31 |            |
C-036  | K-2612      | Turbine site links      | 4200   |          |          | Quarterly      | 2026-09-01 | 2029-08-31 |            |
C-034  | K-2241      | Cloud Hosting           | 640    |          |          | Monthly        | 2024-10-01 | 2026-09-30 |            |
"""

ASSETS = """
Client | Asset                           | Replacement Cost | End of Life | Quantity
C-001  | Shop-floor terminals            | 1450             | 2027-03-31  | 24
C-001  | Server cluster HV-4             | 46000            | 2029-06-30  | 1
C-002  | Desktops, 2019 batch            | 1180             | 2025-10-14  | 96
C-002  | Reception phones                | 210              | 2026-12-31  | 40
C-002  | Storage array ST-20             | 28500            | 2027-02-28  | 1
C-003  | Handheld scanners, first series | 1320             | 2026-09-30  | 70
C-003  | Firewall FW-200                 | 4800             | 2027-06-30  | 2
C-004  | Cold-store sensors              | 640              | 2026-03-31  | 45
C-004  | Server, Rungis                  | 13500            | 2025-12-31  | 1
C-005  | Branch routers                  | 1900             | 2027-05-31  | 6
C-005  | Laptops, 2024 batch             | 1250             | 2029-09-30  | 80
C-006  | Laptops, 2023 batch             | 1390             | 2028-08-31  | 45
C-007  | Document scanners               | 980              | 2027-01-31  | 6
C-008  | Student tablets, 2020 batch     | 420              | 2026-05-31  | 480
C-008  | Access switches                 | 1650             | 2026-10-31  | 36
C-009  | Laptops, 2022 batch             | 1480             | 2027-06-30  | 12
C-009  | Conference systems              | 3900             | 2028-12-31  | 4
C-010  | Mac workstations                | 2650             | 2027-04-30  | 4
C-011  | Tills                           | 1150             | 2026-01-31  | 28
C-011  | Shop routers                    | 480              | 2025-12-31  | 14
C-012  | Weighbridge PCs                 | 1700             | 2024-12-31  | 14
C-012  | Site radio links                | 3200             | 2026-11-30  | 12
C-013  | Test bench PCs                  | 2400             | 2028-03-31  | 20
C-014  | Surgery PCs                     | 1220             | 2026-02-28  | 30
C-014  | X-ray image server              | 16800            | 2027-01-31  | 1
C-016  | Dispatch PCs                    | 1180             | 2025-10-14  | 32
C-016  | Firewall FW-100                 | 2300             | 2024-06-30  | 2
C-017  | Nurse tablets                   | 690              | 2026-08-31  | 130
C-017  | Server room, Elm House          | 62000            | 2027-03-31  | 1
C-017  | Desktops, 2018 batch            | 1100             | 2025-10-14  | 60
C-018  | Laboratory PCs                  | 2100             | 2026-12-31  | 9
C-018  | Backup appliance                | 9400             | 2030-01-31  | 1
C-020  | Laptops, 2021 batch             | 1350             | 2027-06-30  | 4
C-022  | Site laptops                    | 1650             | 2025-10-14  | 26
C-022  | File server                     | 8900             | 2023-10-10  | 1
C-023  | Chairside PCs                   | 1500             | 2026-06-30  | 14
C-024  | Booking kiosks                  | 2850             | 2026-04-30  | 30
C-024  | Access points                   | 540              | 2025-09-30  | 96
C-025  | Classroom laptops               | 620              | 2026-08-15  | 40
C-026  | Control-room servers            | 19500            | 2026-12-31  | 2
C-026  | Pump-house controllers          | 5200             | 2031-12-31  | 8
C-027  | Donated laptops                 | 700              | 2026-10-31  | 9
C-030  | Counter PCs                     | 1050             | 2027-02-28  | 8
C-032  | Line controllers                | 4100             | 2026-09-30  | 14
C-032  | Label printers                  | 1300             | 2027-06-01  | 12
C-033  | Dispensing PCs                  | 1280             | 2026-07-31  | 16
C-034  | Roastery PC                     | 1400             | 2028-02-29  | 2
C-035  | Harbour terminals               | 1900             | 2025-01-31  | 11
C-032  | Training room projector         | 1800             |             | 1
"""

RATES = """
Currency | Rate | From
EUR      | 1.08 |
EUR      | 1.12 | 2026-01-01
EUR      | 1.15 | 2026-07-01
GBP      | 1.26 |
GBP      | 1.31 | 2026-04-01
"""
