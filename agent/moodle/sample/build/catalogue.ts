/** What Lakeside University teaches: faculties, departments, and courses with the titles of their weeks. */
export interface CourseEntry {
  shortname: string;
  fullname: string;
  topics: readonly string[];
  format?: 'topics' | 'weeks';
  hidden?: boolean;
  /** Mebibytes of lecture recordings. */
  recordings?: number;
}

export interface CategoryEntry {
  name: string;
  idnumber?: string;
  hidden?: boolean;
  categories?: readonly CategoryEntry[];
  courses?: readonly CourseEntry[];
}

function course(
  shortname: string,
  fullname: string,
  topics: string,
  more: Partial<CourseEntry> = {},
): CourseEntry {
  return { shortname, fullname, topics: topics.split('|'), ...more };
}

/** What a site has right after its installation. */
export const emptyCatalogue: readonly CategoryEntry[] = [{ name: 'Category 1' }];

export const catalogue: readonly CategoryEntry[] = [
  {
    name: 'Faculty of Science',
    idnumber: 'SCI',
    categories: [
      {
        name: 'Department of Mathematics',
        idnumber: 'SCI-MATH',
        categories: [
          {
            name: 'Undergraduate',
            categories: [
              {
                name: 'Year 1',
                courses: [
                  course('MATH101', 'Calculus I', 'Limits|Derivatives|Integrals|Series|Revision'),
                  course('MATH102', 'Linear Algebra', 'Vectors|Matrices|Determinants|Eigenvalues'),
                  course('MATH110', 'Proof and Logic', 'Statements|Induction|Sets|Relations'),
                ],
              },
              {
                name: 'Year 2',
                courses: [
                  course('MATH201', 'Real Analysis', 'Sequences|Continuity|Uniform convergence'),
                  course('MATH215', 'Probability', 'Events|Random variables|Limit theorems'),
                ],
              },
            ],
          },
          {
            name: 'Postgraduate',
            courses: [course('MATH510', 'Galois Theory', 'Fields|Extensions|The correspondence')],
          },
        ],
      },
      {
        name: 'Department of Computing',
        idnumber: 'SCI-COMP',
        courses: [
          course(
            'COMP101',
            'Programming for Everyone',
            'Values|Functions|Lists|Files|A small project|Testing',
          ),
          course('COMP120', 'Computer Systems', 'Bits|Processors|Memory|Operating systems'),
          course('COMP210', 'Databases', 'Relations|SQL|Normal forms|Transactions|Indexes'),
          course('COMP230', 'Human–Computer Interaction', 'People|Prototypes|Evaluation', {
            recordings: 20,
          }),
          course('COMP305', 'Distributed Systems <advanced>', 'Clocks|Consensus|Replication|Failure'),
          course('COMP480', 'Machine Learning & Society', 'Data|Models|Fairness|Accountability'),
        ],
      },
      {
        name: 'Department of Biology',
        idnumber: 'SCI-BIO',
        courses: [
          course('BIOL101', 'Cells and Molecules', 'Membranes|Proteins|Metabolism|Division'),
          course('BIOL140', 'Field Skills: the Lake', 'Safety|Sampling|Identification|Report', {
            format: 'weeks',
          }),
          course('BIOL220', 'Genetics', 'Mendel|Mapping|Genomes|Regulation'),
          course('BIOL330', 'Evolutionary Ecology', 'Selection|Life histories|Communities'),
        ],
      },
    ],
  },
  {
    name: 'Faculty of Arts and Humanities',
    idnumber: 'ART',
    categories: [
      {
        name: 'Department of History',
        courses: [
          course('HIST101', 'The Making of Modern Europe', '1789|1848|1871|1914|1945', { format: 'weeks' }),
          course('HIST150', 'Reading the Archive', 'Sources|Palaeography|Provenance'),
          course('HIST260', 'A History of the Book', 'Scroll|Codex|Press|Screen'),
        ],
      },
      {
        name: 'Department of Modern Languages',
        categories: [
          {
            name: 'European languages',
            courses: [
              course('LANG-DE1', 'Deutsch für Anfänger', 'Begrüßung|Familie|Essen|Wohnen'),
              course('LANG-FR2', 'Français intermédiaire : écrire et débattre', 'L’école|La ville|Le débat'),
              course('LANG-ES1', 'Español inicial', 'Saludos|El año|La montaña'),
            ],
          },
          {
            name: 'Languages of Asia and the Middle East',
            courses: [
              course('LANG-AR1', 'اللغة العربية للمبتدئين', 'الحروف|التحية|العائلة'),
              course('LANG-JA1', '日本語入門', 'ひらがな|カタカナ|漢字|会話'),
            ],
          },
        ],
      },
      {
        name: 'Department of Music',
        courses: [course('MUSI110', 'Harmony and Counterpoint', 'Intervals|Triads|Voice leading|Fugue')],
      },
    ],
  },
  {
    name: 'Faculty of Health',
    idnumber: 'HEA',
    categories: [
      {
        name: 'School of Nursing',
        courses: [
          course('NURS101', 'Foundations of Care', 'Dignity|Communication|Observation|Hygiene'),
          course('NURS115', 'Medicines Management', 'Dosage|Routes|Errors|Records'),
          course('NURS240', 'Clinical Placement A', 'Preparation|Log book|Reflection', { format: 'weeks' }),
        ],
      },
      {
        name: 'Public Health',
        courses: [
          course('PUBH201', 'Epidemiology', 'Measures|Study designs|Bias|Outbreaks'),
          course('PUBH320', 'Health Policy', 'Systems|Finance|Equity'),
        ],
      },
    ],
  },
  {
    name: 'Lakeside Business School',
    idnumber: 'BUS',
    courses: [
      course('BUSI101', 'Principles of Management', 'Planning|People|Control'),
      course('BUSI130', 'Accounting: "Debits" & \'Credits\'', 'Ledgers|Accruals|Statements'),
      course('BUSI245', 'Marketing', 'Segments|Brands|Channels'),
      course('BUSI390', 'Entrepreneurship Project', 'Idea|Plan|Pitch'),
    ],
  },
  {
    name: 'Services and Training',
    idnumber: 'SERV',
    categories: [
      {
        name: 'Staff development',
        courses: [
          course('STAFF-GDPR', 'Data Protection Essentials', 'Principles|Breaches|Quiz'),
          course('STAFF-MOODLE', 'Teaching with Moodle', 'Sections|Activities|Grading'),
        ],
      },
      {
        name: 'Library',
        courses: [course('LIB-SKILLS', 'Finding and Citing Sources', 'Searching|Citing|Plagiarism')],
      },
      {
        name: 'Archive 2023/24',
        hidden: true,
        courses: [
          course('MATH101-2324', 'Calculus I (2023/24)', 'Limits|Derivatives', { hidden: true }),
          course('SANDBOX', 'Sandbox — try things here', 'Anything', { hidden: true }),
        ],
      },
    ],
  },
];
