/** Text for the pages, posts and submissions of the sample's courses. */
import type { Random } from './random.js';

const openings = [
  'This week we look at',
  'Before the seminar, read about',
  'A first encounter with',
  'You will meet three views of',
  'Please work through the notes on',
] as const;
const middles = [
  'Take notes as you read, and mark what surprises you.',
  'The examples are taken from last year’s project on the lake.',
  'Nobody expects you to remember every detail; the idea matters.',
  'Compare it with what we discussed in the first week.',
  'There is a recording for those who could not come.',
  'Work in pairs if you like, but hand in your own answer.',
] as const;
const replies = [
  'Thank you, that helped me a lot.',
  'I read it differently: does the second part not say the opposite?',
  'Could you say where you found that?',
  'The room has changed to 2.14, by the way.',
  'Same here — I think the formula in the slides has a typo.',
  'Good question. Have a look at chapter 3, near the end.',
] as const;

/** Some paragraphs of HTML on a subject. */
export function paragraphs(random: Random, subject: string, count = 2): string {
  const text = subject.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const lines = Array.from({ length: count }, () => {
    const rest = random.sample(middles, 2).join(' ');
    return `<p>${random.pick(openings)} <em>${text}</em>. ${rest}</p>`;
  });
  return lines.join('\n');
}

/** One sentence of a forum. */
export function reply(random: Random): string {
  return `<p>${random.pick(replies)}</p>`;
}
