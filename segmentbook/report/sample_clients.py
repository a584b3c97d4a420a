"""The clients of the sample: an invented IT service provider's 36 accounts on 30 June 2026.

Names, people and domains are made up (``.example`` domains belong to nobody). Six blocks, joined by Client ID, so
that a line stays readable: who they are, who looks after them, when they were seen, what they use, how they score,
and what is out of the ordinary. A blank is a blank in the workbook.
"""

# ruff: noqa: E501 - tables of text, one row a line

__all__ = ["DATES", "EXCEPTIONS", "PROFILES", "RELATIONSHIPS", "SCORES", "USAGE"]

PROFILES = """
Client ID | Client                           | Domain                     | Industry              | Region     | Employees
C-001     | Halvorsen Precision Castings     | halvorsencastings.example  | Manufacturing         | US Central | 215
C-002     | Brightmoor Family Clinics        | brightmoorclinics.example  | Healthcare            | US East    | 180
C-003     | O'Brien & Söhne GmbH             | obrien-soehne.example      | Logistics             | DACH       | 140
C-004     | Castellane Légumes & Fils        | castellane-legumes.example | Wholesale             | France     | 62
C-005     | The Royal Thornbury & District Cooperative Agricultural Supply Ltd | thornbury-coop.example | Agriculture | UK | 88
C-006     | Pinnock Ledgerworks              | pinnockledger.example      | Professional Services | US East    | 45
C-007     | Vantry Title & Escrow            | vantrytitle.example        | Real Estate           | US West    | 54
C-008     | Marrow Creek School District     | marrowcreek.example        | Education             | US Central | 320
C-009     | Ostrander Legal Partners         | ostranderlegal.example     | Legal                 | US East    | 68
C-010     | Quillfeather Publishing          | quillfeather.example       | Media                 | US East    | 38
C-011     | Tamsin's Bakehouses              | tamsinsbakes.example       | Hospitality           | US West    | 74
C-012     | Drumlin Aggregates               | drumlinaggregates.example  | Construction          | US Central | 96
C-013     | Korvane Robotics                 | korvane.example            | Manufacturing         | US West    | 120
C-014     | Saltmarsh Veterinary Group       | saltmarshvets.example      | Healthcare            | US East    | 58
C-015     | Linden & Rook Architects         | lindenrook.example         | Professional Services | US East    | 26
C-016     | Peverell Freight Forwarding      | peverellfreight.example    | Logistics             | US West    | 49
C-017     | Meadowgate Care Homes            | meadowgatecare.example     | Healthcare            | US Central | 260
C-018     | Ashdown Instruments              | ashdowninstruments.example | Manufacturing         | US East    | 84
C-019     | Corbeau Wines Direct             | corbeauwines.example       | Retail                | US West    | 22
C-020     | Fenwright Insurance Brokers      | fenwright.example          | Financial Services    | US East    | 71
C-021     | Grüneberg Optik AG               | grueneberg-optik.example   | Manufacturing         | DACH       | 33
C-022     | Hollis Roofing & Solar           | hollisroofing.example      | Construction          | US West    | 47
C-023     | Iverson Dental Studios           | iversondental.example      | Healthcare            | US Central | 31
C-024     | Juniper Hospitality Collective   | juniperhc.example          | Hospitality           | US West    | 150
C-025     | Kestrel Point Charter School     | kestrelpoint.example       | Education             | US Central | 42
C-026     | Lockhart Municipal Water         | lockhartwater.example      | Public Sector         | US Central | 110
C-027     | Mirefield Community Trust        | mirefieldtrust.example     | Non-profit            | UK         | 28
C-028     | Narrowgate Studios               | narrowgate.example         | Media                 | US West    | 19
C-029     | Ondine Swim Academies            | ondineswim.example         | Leisure               | US East    | 35
C-030     | Pallister Tool Hire              | pallisterhire.example      | Construction          | UK         |
C-031     | Quarrystone Capital              | quarrystone.example        | Financial Services    | US East    | 29
C-032     | Ravensholt Packaging             | ravensholt.example         | Manufacturing         | US Central | 130
C-033     | Strand & Tully Dispensaries      | strandtully.example        | Healthcare            | US East    | 52
C-034     | Umber Lane Coffee Roasters       | umberlane.example          | Retail                | US West    | 24
C-035     | Wexcombe Marine Services         | wexcombemarine.example     | Logistics             | UK         | 41
C-036     | Zephyrine Wind Maintenance       | zephyrine.example          | Energy                | US Central | 66
"""

RELATIONSHIPS = """
Client ID | Account Manager | Account Group | Line of Business | Lifecycle Stage | Primary Contact
C-001     | Dana Whitlock   | Central       | Managed IT       | Mature          | Karin Halvorsen
C-002     | Priya Raman     | East          | Managed IT       | Growth          | Dr. Alan Moorcroft
C-003     | Sofia Lindqvist | Europe        | Managed IT       | Growth          | Jürgen Söhne
C-004     | Sofia Lindqvist | Europe        | Managed IT       | Renewal         | Élodie Castellane
C-005     | Tom Ashby       | Europe        | Cloud            | Mature          | Rupert Haycroft
C-006     | Priya Raman     | East          | Managed IT       | Mature          | Gail Pinnock
C-007     | Marcus Oyelaran | West          | Managed IT       | Mature          | Teresa Vantry
C-008     | Dana Whitlock   | Central       | Managed IT       | At risk         | Lou Ferrante
C-009     | Priya Raman     | East          | Security         | Growth          | Miriam Ostrander
C-010     | Priya Raman     | East          | Managed IT       | Mature          | Ben Quill
C-011     | Marcus Oyelaran | West          | Managed IT       | Adoption        | Tamsin Ellery
C-012     | Dana Whitlock   | Central       | Managed IT       | At risk         | Roy Drumlin
C-013     | Marcus Oyelaran | West          | Cloud            | Growth          | Ines Korvane
C-014     | Priya Raman     | East          | Managed IT       | Mature          | Dr. Nora Salt
C-015     | Priya Raman     | East          | Managed IT       | Mature          | Hugo Rook
C-016     | Marcus Oyelaran | West          | Managed IT       | At risk         | Al Peverell
C-017     | Dana Whitlock   | Central       | Managed IT       | Growth          | Sister Agnes Mbeki
C-018     | Tom Ashby       | East          | Managed IT       | Mature          | Philip Ashdown
C-019     | Marcus Oyelaran | West          | Cloud            | Mature          | Lise Corbeau
C-020     | Tom Ashby       | East          | Security         | Mature          | Joan Fenwright
C-021     | Sofia Lindqvist | Europe        | Cloud            | Adoption        | Beat Grüneberg
C-022     | Marcus Oyelaran | West          | Managed IT       | At risk         | Chip Hollis
C-023     | Dana Whitlock   | Central       | Managed IT       | Mature          | Dr. Eva Iverson
C-024     | Marcus Oyelaran | West          | Managed IT       | Renewal         | Cam Juniper
C-025     | Dana Whitlock   | Central       | Managed IT       | Mature          | Wendy Okafor
C-026     | Dana Whitlock   | Central       | Security         | Growth          | Harold Lockhart
C-027     | Tom Ashby       | Europe        | Cloud            | Mature          | Moira Kinnear
C-028     | Marcus Oyelaran | West          | Cloud            | Mature          | Jude Narrow
C-029     | Tom Ashby       | East          | Managed IT       | Onboarding      | Paola Ondine
C-030     | Tom Ashby       | Europe        | Managed IT       | Adoption        | Graham Pallister
C-031     | Tom Ashby       | East          | Security         | Mature          | Viktor Stone
C-032     | Dana Whitlock   | Central       | Managed IT       | Growth          | Astrid Ravensholt
C-033     | Priya Raman     | East          | Managed IT       | Mature          | Mo Tully
C-034     | Marcus Oyelaran | West          | Cloud            | Mature          | Odette Umber
C-035     | Tom Ashby       | Europe        | Managed IT       | Churned         | Neil Wexcombe
C-036     | Dana Whitlock   | Central       | Managed IT       | Onboarding      | Bea Lundgren
"""

DATES = """
Client ID | Client Since | NPS | Last Interaction | Last Review
C-001     | 2017-03-06   | 9   | 2026-06-24       | 2026-05-12
C-002     | 2019-09-02   | 7   | 2026-06-26       | 2026-04-21
C-003     | 2020-01-13   | 8   | 2026-06-25       | 2026-05-18
C-004     | 2021-05-03   | 6   | 2026-06-11       | 2026-06-17
C-005     | 2018-11-05   | 9   | 2026-06-18       | 2026-04-08
C-006     | 2016-07-11   | 10  | 2026-06-02       | 2026-01-27
C-007     | 2018-02-19   | 9   | 2026-05-28       | 2026-03-05
C-008     | 2023-07-01   | 3   | 2026-06-29       | 2026-06-16
C-009     | 2019-04-15   | 9   | 2026-06-17       | 2026-04-29
C-010     | 2020-10-05   | 7   | 2026-04-14       | 2026-04-14
C-011     | 2024-02-01   | 7   | 2026-06-22       | 2026-05-05
C-012     | 2021-08-16   | 4   | 2026-06-19       | 2026-04-24
C-013     | 2022-01-10   | 10  | 2026-06-23       | 2026-06-04
C-014     | 2020-06-08   | 9   | 2026-06-16       | 2026-05-20
C-015     | 2019-12-02   | 9   | 2026-05-07       | 2026-02-12
C-016     | 2022-09-19   | 2   | 2026-06-27       | 2026-06-09
C-017     | 2019-03-18   | 8   | 2026-06-25       | 2026-05-06
C-018     | 2018-08-27   | 7   | 2026-06-09       | 2026-04-22
C-019     | 2021-11-15   | 9   | 2026-03-24       | 2025-09-16
C-020     | 2017-10-09   | 9   | 2026-06-15       | 2026-05-19
C-021     | 2024-05-06   | 8   | 2026-05-21       | 2026-03-11
C-022     | 2022-04-11   | 1   | 2026-06-26       | 2026-03-03
C-023     | 2020-02-24   | 7   | 2026-05-29       | 2026-04-28
C-024     | 2021-06-14   | 4   | 2026-06-28       | 2026-06-11
C-025     | 2021-07-01   | 6   | 2026-04-30       | 2026-02-16
C-026     | 2020-11-30   | 7   | 2026-06-12       | 2026-03-31
C-027     | 2019-05-20   | 9   | 2026-04-09       | 2026-04-08
C-028     | 2020-08-03   | 5   | 2026-01-19       | 2025-06-25
C-029     | 2026-05-04   |     | 2026-06-30       |
C-030     | 2025-09-15   | 7   | 2026-06-05       | 2026-05-19
C-031     | 2021-01-25   | 10  | 2026-06-10       | 2026-02-05
C-032     | 2022-06-20   | 8   | 2026-06-18       | 2026-05-14
C-033     | 2020-09-14   | 6   | 2026-06-04       | 2026-04-29
C-034     | 2022-10-10   | 8   | 2026-05-13       | 2025-11-05
C-035     | 2020-03-02   | 2   | 2026-04-28       | 2025-12-09
C-036     | 2026-09-01   |     | 2026-06-29       |
"""

USAGE = """
Client ID | Licensed Seats | Active Seats | Key Feature Usage | Days Past Due | Overdue Invoices
C-001     | 220            | 201          | 0.81              | 0             | 0
C-002     | 190            | 150          | 0.66              | 12            | 1
C-003     | 140            | 112          | 0.58              | 20            | 1
C-004     | 60             | 44           | 0.49              | 8             | 0
C-005     | 90             | 78           | 0.70              | 0             | 0
C-006     | 46             | 45           | 0.88              | 0             | 0
C-007     | 55             | 50           | 0.74              | 5             | 0
C-008     | 340            | 195          | 0.31              | 41            | 3
C-009     | 70             | 66           | 0.79              | 0             | 0
C-010     | 40             | 29           | 0.42              | 10            | 0
C-011     | 60             | 41           | 0.37              | 18            | 1
C-012     | 98             | 57           | 0.28              | 38            | 2
C-013     | 130            | 124          | 0.91              | 0             | 0
C-014     | 60             | 53           | 0.68              | 0             | 0
C-015     | 28             | 25           | 0.71              | 3             | 0
C-016     | 50             | 24           | 0.22              | 52            | 4
C-017     | 250            | 190          | 0.55              | 15            | 1
C-018     | 85             | 66           | 0.61              | 14            | 0
C-019     | 24             | 22           | 0.76              | 0             | 0
C-020     | 72             | 69           | 0.82              | 0             | 0
C-021     | 35             | 31           | 0.64              | 0             | 0
C-022     | 50             | 22           | 0.19              | 58            | 5
C-023     | 32             | 24           | 0.57              | 9             | 0
C-024     | 155            | 79           | 0.25              | 35            | 3
C-025     | 45             | 30           | 0.44              | 22            | 1
C-026     | 112            | 88           | 0.63              | 16            | 0
C-027     | 30             | 27           | 0.69              | 0             | 0
C-028     | 20             | 9            | 0.12              | 31            | 2
C-029     |                |              |                   |               |
C-030     | 36             | 28           | 0.52              | 11            | 0
C-031     | 30             | 30           | 0.86              | 0             | 0
C-032     | 132            | 101          | 0.59              | 10            | 0
C-033     | 54             | 40           | 0.47              | 19            | 1
C-034     | 25             | 21           | 0.66              | 0             | 0
C-035     | 42             | 6            | 0.05              | 60            | 4
C-036     | 70             |              |                   |               |
"""

SCORES = """
Client ID | Tickets per Seat | Sites | After-hours Support | Old Devices | Standardisation | CSAT | Relationship | Executive Sponsor
C-001     | 0.7              | 4     | Partly              | 5           | 84              | 94   | 5            | Yes
C-002     | 1.3              | 9     | Yes                 | 28          | 58              | 86   | 4            | Partly
C-003     | 1.2              | 7     | Yes                 | 24          | 66              | 84   | 4            | Yes
C-004     | 1.4              | 5     | Partly              | 23          | 52              | 82   | 3            | Partly
C-005     | 0.9              | 6     | Partly              | 4           | 78              | 92   | 4            | Yes
C-006     | 0.7              | 4     | No                  | 0           | 84              | 97   | 5            | Yes
C-007     | 0.7              | 3     | Partly              | 4           | 90              | 93   | 4            | Yes
C-008     | 1.6              | 11    | Partly              | 27          | 35              | 72   | 2            | Partly
C-009     | 0.4              | 2     | Partly              | 9           | 88              | 95   | 5            | Yes
C-010     | 0.9              | 3     | No                  | 9           | 66              | 85   | 3            | No
C-011     | 0.9              | 14    | Yes                 | 18          | 48              | 83   | 4            | Partly
C-012     | 1.7              | 8     | Partly              | 22          | 44              | 74   | 2            | No
C-013     | 0.6              | 2     | Partly              | 0           | 95              | 96   | 5            | Yes
C-014     | 1.4              | 7     | Yes                 | 31          | 62              | 93   | 5            | Yes
C-015     | 1.3              | 3     | Partly              | 0           | 70              | 92   | 4            | Yes
C-016     | 1.6              | 7     | Yes                 | 29          | 46              | 68   | 2            | No
C-017     | 1.9              | 10    | Yes                 | 28          | 50              | 87   | 4            | Partly
C-018     | 0.6              | 4     | Partly              | 8           | 72              | 85   | 4            | Partly
C-019     | 0.8              | 1     | No                  | 0           | 81              | 94   | 4            | Yes
C-020     | 0.7              | 3     | No                  | 3           | 93              | 95   | 5            | Yes
C-021     | 0.5              | 2     | Partly              | 0           | 89              | 91   | 4            | Partly
C-022     | 1.9              | 6     | Yes                 | 37          | 38              | 65   | 1            | No
C-023     | 1.4              | 5     | Partly              | 23          | 60              | 84   | 3            | Partly
C-024     | 1.9              | 12    | Yes                 | 31          | 40              | 70   | 2            | No
C-025     | 1.5              | 4     | No                  | 20          | 55              | 81   | 3            | Partly
C-026     | 1.1              | 6     | Partly              | 12          | 70              | 86   | 3            | Yes
C-027     | 1.3              | 5     | Partly              | 8           | 64              | 93   | 5            | Partly
C-028     | 0.5              | 1     | No                  | 0           | 76              | 78   | 2            | No
C-029     |                  | 6     |                     | 0           |                 | 88   |              |
C-030     | 1.2              | 3     | No                  |             | 68              | 84   | 3            | Partly
C-031     | 0.8              | 1     | No                  | 0           | 97              | 98   | 5            | Yes
C-032     | 1.2              | 5     | Yes                 | 19          | 64              | 86   | 4            | Partly
C-033     | 1.6              | 7     | Partly              | 13          | 59              | 82   | 3            | Partly
C-034     | 0.9              | 2     | No                  | 0           | 79              |      |              |
C-035     | 0.9              | 3     | Partly              | 17          | 51              | 66   | 1            | No
C-036     |                  | 5     | Yes                 | 0           |                 |      | 4            | Yes
"""

EXCEPTIONS = """
Client ID | Column                 | Value
C-032     | Parent                 | Halvorsen Precision Castings
C-001     | Growth Potential       | High
C-001     | Growth Horizon         | 2027
C-009     | Growth Potential       | Medium
C-009     | Growth Horizon         | 2026
C-013     | Growth Potential       | High
C-013     | Growth Horizon         | 2026
C-017     | Growth Potential       | Medium
C-017     | Growth Horizon         | 2027
C-021     | Growth Potential       | High
C-021     | Growth Horizon         | 2026
C-031     | Tier Override          | Tier 2 - Mid-market
C-034     | Segment Value          | 1400
C-004     | Health Override        | Needs attention
C-004     | Override Reason        | Founder retires; new owner is comparing suppliers
C-004     | Override Until         | 2026-09-30
C-018     | Health Override        | Needs attention
C-018     | Override Reason        | Outage in March, closed with a credit
C-018     | Override Until         | 2026-05-31
C-035     | Churned On             | 2026-04-30
C-016     | Cancellation Requested | Yes
C-022     | Cancellation Requested | Yes
C-008     | Retention Plan         | Yes
C-016     | Retention Plan         | Yes
C-024     | Retention Plan         | Yes
"""
