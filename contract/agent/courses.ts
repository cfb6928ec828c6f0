/** GET `/courses` of the agent API. Flags count by being there, whatever their value. */
import { z } from 'zod';

export const courseCategory = z.object({
  id: z.int(),
  parent: z.int(),
  name: z.string(),
  sort: z.int(),
  /** Ids from the top, such as `/2/3`. */
  path: z.string(),
  depth: z.int(),
});
export type AgentCourseCategory = z.infer<typeof courseCategory>;

/** The reference's three, and what ours adds; the PHP plugin sends only the three. */
export const agentCourse = z.object({
  id: z.int(),
  category: z.int(),
  name: z.string(),
  shortname: z.string().optional(),
  visible: z.boolean().optional(),
});
export type AgentCourse = z.infer<typeof agentCourse>;

export const coursesReply = z.object({
  number_of_categories: z.int(),
  number_of_courses: z.int(),
  categories: z.array(courseCategory).optional(),
  courses: z.array(agentCourse).optional(),
});
export type CoursesReply = z.infer<typeof coursesReply>;
