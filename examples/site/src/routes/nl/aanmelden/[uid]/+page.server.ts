import { signUp, signUpForm } from "#lib/forms.server.ts";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => signUpForm(event);
export const actions: Actions = { default: (event) => signUp(event) };
