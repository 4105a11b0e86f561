// Starts the rating page; the scripts of the kinds it shows stand before it. Without script the same form posts and every part of the page is still there.
import "../preferences.js";
import * as activity from "./activity.js";
import * as drafts from "./drafts.js";
import * as rating from "./form.js";
import * as keys from "./keys.js";
import * as lease from "./lease.js";
import * as panels from "./panels.js";
import * as pending from "./pending.js";
import * as submit from "./submit.js";

document.documentElement.dataset.script = "on";
for (const part of [activity, rating, drafts, keys, lease, panels, pending, submit]) part.start();
