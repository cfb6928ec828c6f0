/** `questions.xml`, below a context, and what a quiz says of questions. */
import { holder, row, type StructureNode } from './node.js';

const answers = holder(
  'answers',
  row('answer', 'question_answers', { parent: 'question', alias: { answer: 'answertext' } }),
);

function questionType(qtype: string, options: StructureNode): StructureNode {
  return { name: `plugin_qtype_${qtype}_question`, when: { qtype }, children: [answers, options] };
}

const question = row(
  'question',
  'question',
  { link: 'questionid', refs: { createdby: 'user', modifiedby: 'user', parent: 'question' } },
  [
    questionType('multichoice', row('multichoice', 'qtype_multichoice_options', { parent: 'questionid' })),
    questionType(
      'truefalse',
      row('truefalse', 'question_truefalse', {
        parent: 'question',
        refs: { trueanswer: 'question_answers', falseanswer: 'question_answers' },
      }),
    ),
    questionType('shortanswer', row('shortanswer', 'qtype_shortanswer_options', { parent: 'questionid' })),
    holder('question_hints', row('question_hint', 'question_hints', { parent: 'questionid' })),
  ],
);

export const questionCategory = row(
  'question_category',
  'question_categories',
  {
    parent: 'contextid',
    keepParent: true,
    refs: { contextid: 'context', parent: 'question_categories' },
  },
  [
    holder(
      'question_bank_entries',
      row(
        'question_bank_entry',
        'question_bank_entries',
        { parent: 'questioncategoryid', refs: { ownerid: 'user' } },
        [
          holder(
            'question_version',
            row('question_versions', 'question_versions', { parent: 'questionbankentryid' }, [
              holder('questions', question),
            ]),
          ),
        ],
      ),
    ),
  ],
);

/** Which question stands in a slot of a quiz. */
export const questionReference = row('question_reference', 'question_references', {
  parent: 'itemid',
  fixed: { component: 'mod_quiz', questionarea: 'slot' },
  refs: { usingcontextid: 'context', questionbankentryid: 'question_bank_entries' },
});

const step = row(
  'step',
  'question_attempt_steps',
  { parent: 'questionattemptid', refs: { userid: 'user' } },
  [holder('response', row('variable', 'question_attempt_step_data', { parent: 'attemptstepid' }))],
);

/** What a student answered in an attempt, whose `uniqueid` names it. */
export const questionUsage = row(
  'question_usage',
  'question_usages',
  { link: 'uniqueid', refs: { contextid: 'context' } },
  [
    holder(
      'question_attempts',
      row(
        'question_attempt',
        'question_attempts',
        { parent: 'questionusageid', refs: { questionid: 'question' } },
        [holder('steps', step)],
      ),
    ),
  ],
);
