/** Two custom reports, as Moodle's report builder keeps them. */
import { siteStart, type Build } from './build.js';

/** `SORT_ASC` of PHP. */
const ascending = 4;

interface ReportEntry {
  name: string;
  source: string;
  uniquerows?: boolean;
  conditions: Readonly<Record<string, string>>;
  columns: readonly { of: string; heading?: string; aggregation?: string; sorted?: number }[];
  filters: readonly { of: string; heading?: string }[];
  /** Conditions, by what they are about. */
  conditionsOn: readonly string[];
}

const reports: readonly ReportEntry[] = [
  {
    name: 'People & where they write from',
    source: 'core_user\\reportbuilder\\datasource\\users',
    conditions: { 'user:suspended_operator': '2' },
    columns: [
      { of: 'user:fullname', sorted: 1 },
      { of: 'user:username' },
      { of: 'user:email', heading: 'Write to' },
      { of: 'user:country' },
    ],
    filters: [{ of: 'user:fullname' }, { of: 'user:email', heading: 'Address' }],
    conditionsOn: ['user:suspended'],
  },
  {
    name: 'Courses by category',
    source: 'core_course\\reportbuilder\\datasource\\courses',
    uniquerows: true,
    conditions: {},
    columns: [
      { of: 'course_category:name', sorted: 1 },
      { of: 'course:shortname', heading: 'How many', aggregation: 'count' },
    ],
    filters: [{ of: 'course_category:name' }, { of: 'course:fullname' }],
    conditionsOn: [],
  },
];

export function buildReports({ sql }: Build, admin: number, systemContext: number): void {
  const made = {
    usercreated: admin,
    usermodified: admin,
    timecreated: siteStart,
    timemodified: siteStart,
  };
  for (const entry of reports) {
    const reportid = sql.insert('reportbuilder_report', {
      ...made,
      name: entry.name,
      source: entry.source,
      uniquerows: entry.uniquerows ? 1 : 0,
      conditiondata: JSON.stringify(entry.conditions),
      contextid: systemContext,
    });
    entry.columns.forEach((column, i) =>
      sql.insert('reportbuilder_column', {
        ...made,
        reportid,
        uniqueidentifier: column.of,
        aggregation: column.aggregation ?? null,
        heading: column.heading ?? null,
        columnorder: i + 1,
        sortenabled: column.sorted ? 1 : 0,
        sortdirection: ascending,
        sortorder: column.sorted ?? i + 1,
      }),
    );
    const filter = (of: string, order: number, iscondition: 0 | 1, heading?: string) =>
      sql.insert('reportbuilder_filter', {
        ...made,
        reportid,
        uniqueidentifier: of,
        heading: heading ?? null,
        iscondition,
        filterorder: order,
      });
    entry.filters.forEach(({ of, heading }, i) => filter(of, i + 1, 0, heading));
    entry.conditionsOn.forEach((of, i) => filter(of, i + 1, 1));
    sql.insert('reportbuilder_audience', {
      ...made,
      reportid,
      classname: 'core_reportbuilder\\reportbuilder\\audience\\admins',
      configdata: '[]',
    });
  }
}
