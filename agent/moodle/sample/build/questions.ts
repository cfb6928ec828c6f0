/** Questions in the question bank of a course. */
import { contextLevel, contextOf } from '../course/context.js';
import { inTerm, type Build } from './build.js';
import type { CourseTeam } from './team.js';

export interface BankQuestion {
  id: number;
  entry: number;
  qtype: 'multichoice' | 'truefalse';
  right: string;
  wrong: string;
}

/** The category that new questions of a course go to, made when there is none yet. */
function categoryOf({ sql }: Build, team: CourseTeam): number {
  const contextid = contextOf(sql, contextLevel.course, team.course.id);
  const existing = sql.first('question_categories', { contextid, name: 'Course questions' });
  if (existing) return existing.id;
  const stamp = (name: string) => `moodle.lakeside.example+250901080000+${name}${team.course.id}`;
  const top = sql.insert('question_categories', {
    name: 'top',
    contextid,
    info: '',
    stamp: stamp('t'),
    sortorder: 0,
  });
  return sql.insert('question_categories', {
    name: 'Course questions',
    contextid,
    info: '',
    parent: top,
    stamp: stamp('c'),
  });
}

/** Puts a question with its answers into the bank. */
export function addQuestion(build: Build, team: CourseTeam, topic: string, number: number): BankQuestion {
  const { sql, random } = build;
  const qtype = number % 2 === 0 ? 'truefalse' : 'multichoice';
  const time = inTerm(0, 3);
  const author = team.teacher.id;
  const entry = sql.insert('question_bank_entries', {
    questioncategoryid: categoryOf(build, team),
    ownerid: author,
  });
  const id = sql.insert('question', {
    name: `${topic} ${number}`,
    questiontext: `<p>Question ${number} on ${topic.replace(/&/g, '&amp;').replace(/</g, '&lt;')}: which is true?</p>`,
    questiontextformat: 1,
    generalfeedback: '',
    generalfeedbackformat: 1,
    penalty: qtype === 'truefalse' ? 1 : 0.3333333,
    qtype,
    stamp: `moodle.lakeside.example+250904090000+q${entry}`,
    timecreated: time,
    timemodified: time,
    createdby: author,
    modifiedby: author,
  });
  sql.insert('question_versions', { questionbankentryid: entry, questionid: id });
  const answer = (text: string, fraction: number) =>
    sql.insert('question_answers', { question: id, answer: text, answerformat: 1, fraction, feedback: '' });
  if (qtype === 'truefalse') {
    const trueanswer = answer('True', 1);
    sql.insert('question_truefalse', { question: id, trueanswer, falseanswer: answer('False', 0) });
    return { id, entry, qtype, right: 'True', wrong: 'False' };
  }
  const numbers = random.sample([2, 3, 5, 7, 11, 13], 3).map((n) => `Statement ${n}`);
  numbers.forEach((text, i) => answer(text, i === 0 ? 1 : 0));
  sql.insert('qtype_multichoice_options', {
    questionid: id,
    single: 1,
    correctfeedback: 'Correct.',
    incorrectfeedback: 'Not quite.',
  });
  return { id, entry, qtype, right: numbers[0] ?? '', wrong: numbers[1] ?? '' };
}
