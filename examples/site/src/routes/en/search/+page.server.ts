import { searched } from "#lib/search.server.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const found = await searched(event);
  return { searched: found, translations: found.translations };
};
