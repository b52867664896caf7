import { askSpeaker, speakerForm } from "#lib/forms.server.ts";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => speakerForm(event);
export const actions: Actions = { default: (event) => askSpeaker(event) };
