/* The API, for all pages: `get`, `send`, what went wrong as an object, and the bar that says so when the server is away
   or the session has ended. No page is left for that: what is being written stays where it is. */
import {el, fill, icon, openDialog, url} from './dom.js';

const root = document.documentElement;
const BASE = url('/staff/api/');

/* Texts ------------------------------------------------------------------------ */

const words = await fetch(root.dataset.words).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));

/** A text of this file's English in the page's language; `%(name)s` in it becomes `values.name`. */
export function t(text, values) {
  return put(words[text] || text, values);
}

/** The text for a number: `one` or `many` in English, and in the page's language whichever of its forms that number takes.
    The number is `n` and `number` in it. */
export function tn(one, many, n, values) {
  const forms = words[one], rule = words['']; // which form each number below 200 takes; of larger ones the last two digits say
  const text = Array.isArray(forms) ? forms[rule[n < 200 ? n : 100 + n % 100]] : n === 1 ? one : many;
  return put(text, {n, number: n, ...values});
}

function put(text, values) {
  return values ? text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole)) : text;
}

/* Questions and answers -------------------------------------------------------- */

/** What the server refuses: `status`, `error` (a word for programs), `message` (a sentence), `details` ({field, issue}).
    `status` is 0 where no server answered. `body` is the whole answer. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body.message || t('The server did not understand this.'));
    this.status = status;
    this.error = body.error || '';
    this.details = body.details || [];
    this.body = body;
  }
}

/** What `GET` of a path below /staff/api/ answers; `{etag, ...}` see `send`. Throws ApiError. */
export function get(path, headers) {
  return send('GET', path, undefined, headers);
}

/**
 * Ask the server. `body`: an object goes as JSON; a string, Blob or FormData as it is. Returns the answer's JSON, its
 * text where it is none, null where it is empty. Throws ApiError, also where the server is away (`status` 0).
 */
export async function send(method, path, body, headers) {
  return (await ask(method, path, body, headers)).content;
}

/** The same, with the answer's status and headers: `{status, headers, content}`. */
export async function ask(method, path, body, headers) {
  const plain = body === undefined || typeof body === 'string' || body instanceof Blob || body instanceof FormData;
  const given = {...(plain ? {} : {'Content-Type': 'application/json'}), ...headers};
  const answer = await fetch(BASE + path, {method, headers: given, body: plain ? body : JSON.stringify(body)}).catch(() => null);
  if (!answer || isProxys(answer)) {
    trouble('away');
    throw new ApiError(0, {error: 'away', message: answer ? t('The server does not answer.') : t('The server does not answer. Nothing was sent.')});
  }
  const text = await answer.text();
  const content = (answer.headers.get('Content-Type') || '').startsWith('application/json') ? JSON.parse(text) : text;
  if (answer.ok || shown === 'away' && answer.status !== 401) calm();
  if (answer.ok) {
    return {status: answer.status, headers: answer.headers, content: text === '' ? null : content};
  }
  const told = typeof content === 'object' ? content : {message: `${answer.status} ${answer.statusText}`};
  if (answer.status === 401) {
    trouble('signed-out');
    if (method !== 'GET') signIn(); // somebody wants something now, maybe in a dialog that the bar cannot be reached from
  }
  throw new ApiError(answer.status, told);
}

/** Whether a proxy answers in place of the server, which is away. */
function isProxys(answer) {
  return [502, 503, 504].includes(answer.status) && !(answer.headers.get('Content-Type') || '').startsWith('application/json');
}

/* Trouble ---------------------------------------------------------------------- */

let shown = '';
let timer = 0;

/** Show the bar: `away` or `signed-out`. Pages call it, too, when their stream of events says so. */
export function trouble(kind) {
  const bar = document.getElementById('trouble');
  if (!bar) return;
  clearTimeout(timer);
  if (kind === 'away') timer = setTimeout(look, 3000);
  if (shown === kind) return;
  shown = kind;
  bar.hidden = false;
  bar.className = 'trouble';
  if (kind === 'away') {
    fill(bar, icon('offline'), t('The server does not answer. What you have written is kept here.'));
  } else {
    const button = el('button', {class: 'btn', type: 'button', onclick: signIn}, t('Sign in again'));
    fill(bar, icon('key'), t('Your session has ended. What you have written is kept here.'), button);
  }
}

/** Take the bar away: the server has answered. */
export function calm() {
  const bar = document.getElementById('trouble');
  if (!shown || !bar) return;
  shown = '';
  bar.hidden = true;
  document.dispatchEvent(new Event('signage:back'));
}

async function look() {
  await get('me').catch(() => {});
}

/** Sign in at the identity provider, in a tab of its own: what is being written stays here, and goes on when one comes back. */
function signInThere() {
  const dialog = openDialog(t('Sign in again'),
    el('h2', null, t('Sign in again')),
    el('div', {class: 'actions'},
      el('a', {class: 'btn btn--go', href: `${url('/staff/oidc')}?next=/staff/screens`, target: '_blank', rel: 'noopener'}, t('Sign in')),
      el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Later'))));
  dialog.id = 'again';
  document.addEventListener('signage:back', () => dialog.close(), {once: true});
}
window.addEventListener('focus', () => { if (shown === 'signed-out') get('me').catch(() => {}); });

/** Sign in within the page: a dialog, so that nothing that is being written goes. */
function signIn() {
  if (document.getElementById('again')) return;
  if (root.dataset.how === 'oidc') { signInThere(); return; }
  const problem = el('p', {class: 'st st--bad box', role: 'alert', hidden: true});
  const name = el('input', {class: 'in', name: 'name', value: root.dataset.name, autocomplete: 'username', id: 'again-name', required: true});
  const password = el('input', {class: 'in', name: 'password', type: 'password', autocomplete: 'current-password', id: 'again-password', required: true});
  const form = el('form', {method: 'dialog', onsubmit: submit},
    el('h2', null, t('Sign in again')), problem,
    el('label', {class: 'lb', for: 'again-name'}, t('Name')), name,
    el('label', {class: 'lb', for: 'again-password'}, t('Password')), password,
    el('div', {class: 'actions'},
      el('button', {class: 'btn btn--go'}, t('Sign in')),
      el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Later'))));
  const dialog = openDialog(t('Sign in again'), form);
  dialog.id = 'again';

  async function submit(event) {
    event.preventDefault();
    const fields = new URLSearchParams({name: name.value, password: password.value});
    const answer = await fetch(url('/staff/login'), {method: 'POST', body: fields, redirect: 'manual'}).catch(() => null);
    if (answer && (answer.type === 'opaqueredirect' || answer.ok)) {
      dialog.close();
      calm();
      return;
    }
    problem.hidden = false;
    fill(problem, icon('err'), !answer || answer.status >= 500 ? t('The server does not answer.') :
      answer.status === 429 ? t('Too many wrong passwords. Wait for half a minute.') :
        t('This name and password do not belong together.'));
    password.select();
  }

  password.focus();
}
