/** Quizzes with attempts and what was answered in them. */
import { addActivity, type ActivityIds } from '../course/activity.js';
import { giveGrade } from '../course/grading.js';
import { inTerm, type Build } from './build.js';
import type { CourseTeam } from './team.js';
import type { Person } from './people.js';
import { addQuestion, type BankQuestion } from './questions.js';

const questionCount = 4;
/** Everything may be reviewed at any time after the attempt. */
const review = 0x11110;

export function buildQuiz(
  build: Build,
  team: CourseTeam,
  { section, topic, week }: { section: number; topic: string; week: number },
): void {
  const { sql, random } = build;
  const time = inTerm(week);
  const quiz = addActivity(sql, {
    courseId: team.course.id,
    section,
    time,
    module: 'quiz',
    name: `Quiz: ${topic}`,
    grade: 10,
    settings: { completion: 1 },
    fields: {
      intro: '',
      introformat: 1,
      preferredbehaviour: 'deferredfeedback',
      questionsperpage: 1,
      sumgrades: questionCount,
      grade: 10,
      attempts: 2,
      shuffleanswers: 1,
      browsersecurity: '-',
      reviewattempt: review,
      reviewcorrectness: review,
      reviewmarks: review,
      timecreated: time,
    },
  });
  const questions = Array.from({ length: questionCount }, (_, i) => addQuestion(build, team, topic, i + 1));
  sql.insert('quiz_sections', { quizid: quiz.instance, firstslot: 1, heading: '' });
  sql.insert('quiz_feedback', { quizid: quiz.instance, feedbacktext: '', mingrade: 0, maxgrade: 11 });
  questions.forEach((question, i) => {
    const slot = i + 1;
    const itemid = sql.insert('quiz_slots', { quizid: quiz.instance, slot, page: slot, maxmark: 1 });
    sql.insert('question_references', {
      usingcontextid: quiz.contextid,
      component: 'mod_quiz',
      questionarea: 'slot',
      itemid,
      questionbankentryid: question.entry,
    });
  });
  for (const student of team.students.slice(0, 10)) {
    if (random.chance(0.6))
      buildAttempt(build, quiz, student, questions, inTerm(week + 1, random.between(0, 6), 14));
  }
}

function buildAttempt(
  { sql, random }: Build,
  quiz: ActivityIds,
  student: Person,
  questions: readonly BankQuestion[],
  time: number,
): void {
  const usage = sql.insert('question_usages', {
    contextid: quiz.contextid,
    component: 'mod_quiz',
    preferredbehaviour: 'deferredfeedback',
  });
  const end = time + random.between(200, 1500);
  let right = 0;
  questions.forEach((question, i) => {
    const correct = random.chance(0.7);
    right += correct ? 1 : 0;
    const attempt = sql.insert('question_attempts', {
      questionusageid: usage,
      slot: i + 1,
      behaviour: 'deferredfeedback',
      questionid: question.id,
      maxmark: 1,
      questionsummary: `Question ${i + 1}`,
      rightanswer: question.right,
      responsesummary: correct ? question.right : question.wrong,
      timemodified: end,
    });
    const step = { questionattemptid: attempt, userid: student.id };
    sql.insert('question_attempt_steps', { ...step, sequencenumber: 0, state: 'todo', timecreated: time });
    const last = sql.insert('question_attempt_steps', {
      ...step,
      sequencenumber: 1,
      state: correct ? 'gradedright' : 'gradedwrong',
      fraction: correct ? 1 : 0,
      timecreated: end,
    });
    const value = correct ? '0' : '1';
    sql.insert('question_attempt_step_data', { attemptstepid: last, name: 'answer', value });
    sql.insert('question_attempt_step_data', { attemptstepid: last, name: '-finish', value: '1' });
  });
  sql.insert('quiz_attempts', {
    quiz: quiz.instance,
    userid: student.id,
    attempt: 1,
    uniqueid: usage,
    layout: questions.map((_, i) => `${i + 1},0`).join(','),
    state: 'finished',
    timestart: time,
    timefinish: end,
    timemodified: end,
    sumgrades: right,
  });
  const grade = (right / questions.length) * 10;
  sql.insert('quiz_grades', { quiz: quiz.instance, userid: student.id, grade, timemodified: end });
  giveGrade(sql, {
    module: 'quiz',
    instance: quiz.instance,
    userId: student.id,
    grade,
    grader: student.id,
    time: end,
  });
}
