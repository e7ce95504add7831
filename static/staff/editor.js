/* The editor of screens.yaml: CodeMirror in a shadow root, whose style sheets are adopted, so that the strict policy of
   these pages holds. Problems stand under their line, what was changed is marked beside it, keys are completed. */
import {el, icon} from './dom.js';
import {t} from './api.js';

const INDENT = 2;

/** Load CodeMirror. `url` is that of the bundle, with its hash. */
export function load(url) {
  return import(url);
}

/** How code looks, by the page's own colours. */
export function look(cm) {
  const {EditorView, HighlightStyle, syntaxHighlighting, tags} = cm;
  const colours = HighlightStyle.define([
    {tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)'},
    {tag: [tags.string, tags.special(tags.string)], color: 'var(--code-text)'},
    {tag: [tags.keyword, tags.atom, tags.bool, tags.number, tags.literal], color: 'var(--code-word)'},
    {tag: [tags.comment, tags.lineComment], color: 'var(--code-comment)'},
    {tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket], color: 'var(--ink-2)'},
  ]);
  const theme = EditorView.theme({
    '&': {height: '100%', color: 'var(--ink)', background: 'var(--surface)', fontSize: '12px'},
    '&.cm-focused': {outline: 'none'},
    '.cm-scroller': {fontFamily: 'var(--mono)', lineHeight: '20px', overflow: 'auto'},
    '.cm-content': {padding: '6px 0', caretColor: 'var(--link)'},
    '.cm-line': {padding: '0 14px 0 4px'},
    '.cm-cursor': {borderLeftColor: 'var(--link)', borderLeftWidth: '2px'},
    '.cm-gutters': {background: 'var(--surface)', color: 'var(--ink-2)', border: '0'},
    '.cm-lineNumbers .cm-gutterElement': {minWidth: '32px', padding: '0 0 0 8px'},
    '.cm-signs .cm-gutterElement': {width: '18px', textAlign: 'center', color: 'var(--warn)', fontWeight: '600'},
    '.cm-activeLine, .cm-activeLineGutter': {background: 'transparent'},
    '.cm-line-changed': {background: 'var(--changed)'},
    '.cm-line-bad': {background: 'var(--bad-bg)'},
    '.cm-line-warn': {background: 'var(--warn-bg)'},
    '.cm-selectionBackground, &.cm-focused .cm-selectionBackground, ::selection': {background: 'var(--calm) !important'},
    '.cm-tooltip': {background: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--edge)', borderRadius: '0'},
    '.cm-tooltip-autocomplete > ul': {fontFamily: 'var(--mono)', maxHeight: '16em'},
    '.cm-tooltip-autocomplete > ul > li': {padding: '3px 10px', lineHeight: '20px'},
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': {background: 'var(--sel)', color: 'var(--ink)'},
    '.cm-completionDetail': {fontFamily: 'var(--text)', fontStyle: 'normal', color: 'var(--ink-2)', marginLeft: '16px'},
    '.cm-completionMatchedText': {textDecoration: 'none', fontWeight: '600', color: 'var(--link)'},
    '.cm-panels': {background: 'var(--bg)', color: 'var(--ink)', borderColor: 'var(--line)'},
    '.cm-panel input, .cm-panel button': {font: '13px var(--text)', color: 'var(--ink)', background: 'var(--surface)', border: '1px solid var(--edge)', borderRadius: '0'},
    '.cm-searchMatch': {background: 'var(--changed-word)'},
    '.cm-foldPlaceholder': {background: 'var(--sel)', border: '0', color: 'var(--ink-2)'},
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {background: 'var(--sel)', outline: '1px solid var(--edge)'},
    '.problem': {display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '10px', padding: '7px 14px 8px', fontFamily: 'var(--text)', fontSize: '13px', lineHeight: '18px', whiteSpace: 'normal'},
    '.problem svg': {flex: 'none', width: '16px', height: '16px', marginTop: '1px', fill: 'none', stroke: 'currentColor', strokeWidth: '10'},
    '.problem p': {flex: '1 1 190px', margin: '0', minWidth: '0', overflowWrap: 'anywhere'},
    '.problem b': {display: 'block', fontWeight: '600'},
    '.problem button': {flex: 'none', minHeight: '28px', padding: '0 12px', border: '1px solid currentColor', background: 'var(--surface)', color: 'inherit', font: '600 13px var(--text)', cursor: 'pointer'},
    '.problem--error': {background: 'var(--bad-bg)', color: 'var(--bad)'},
    '.problem--warning': {background: 'var(--warn-bg)', color: 'var(--warn)'},
    '.cm-changedLine': {background: 'var(--changed) !important'},
    '.cm-changedText, .cm-deletedChunk .cm-deletedText': {background: 'var(--changed-word) !important'},
    '.cm-deletedChunk': {background: 'var(--sel) !important', paddingLeft: '4px'},
    '.cm-changedLineGutter, .cm-deletedLineGutter': {background: 'var(--warn-m) !important'},
    '.cm-collapsedLines': {background: 'var(--bg) !important', color: 'var(--ink-2)', font: '12px var(--text)'},
  });
  return [theme, syntaxHighlighting(colours)];
}

/** A place with a shadow root of its own. */
export function shade(host) {
  return host.shadowRoot || host.attachShadow({mode: 'open'});
}

const symbols = {
  error: 'M50 8a42 42 0 100 84 42 42 0 000-84zM34 34l32 32M66 34L34 66',
  warning: 'M50 12L93 88H7zM50 40v24M50 70v9',
};

function sign(level) {
  const made = icon(level);
  made.setAttribute('viewBox', '0 0 100 100');
  made.replaceChildren(Object.assign(document.createElementNS('http://www.w3.org/2000/svg', 'path')));
  made.firstChild.setAttribute('d', symbols[level]);
  return made;
}

/**
 * An editor in `host`. `onChange(text)` is called after each edit; `keys` are those of GET layout/keys; `names()` gives
 * words that values may be: `{rooms, screens, pictures}`. Returns `{text, set, problems, compareWith, go, focus}`.
 */
export function edit(cm, host, {text, readOnly, keys, names, onChange, label}) {
  const {EditorView, EditorState, StateEffect, StateField, Decoration, WidgetType, basicSetup, yaml} = cm;
  const root = shade(host);
  const setProblems = StateEffect.define(), setBase = StateEffect.define();

  class Told extends WidgetType {
    constructor(problem) { super(); this.problem = problem; }
    eq(other) { return JSON.stringify(other.problem) === JSON.stringify(this.problem); }
    toDOM(view) {
      const {problem} = this;
      const what = problem.level === 'error' ? t('Error in line %(line)s: %(path)s %(what)s', problem) :
        t('Line %(line)s: %(path)s %(what)s', problem);
      return el('div', {class: `problem problem--${problem.level}`, dir: document.documentElement.dir, role: problem.level === 'error' ? 'alert' : 'note'},
        sign(problem.level), el('p', null, el('b', null, what), problem.hint && problem.hint[0].toUpperCase() + problem.hint.slice(1)),
        problem.instead && !readOnly && el('button', {type: 'button', onclick: () => mend(view, problem)},
          t('Write “%(instead)s”', problem)));
    }
    ignoreEvent() { return true; }
  }

  const problemField = StateField.define({
    create: () => Decoration.none,
    update(value, change) {
      for (const effect of change.effects) if (effect.is(setProblems)) return widgets(change.state, effect.value);
      return value.map(change.changes);
    },
    provide: (field) => EditorView.decorations.from(field),
  });

  function widgets(state, problems) {
    const found = [];
    for (const problem of problems) {
      if (problem.line < 1 || problem.line > state.doc.lines) continue;
      const line = state.doc.line(problem.line);
      found.push(Decoration.line({class: problem.level === 'error' ? 'cm-line-bad' : 'cm-line-warn'}).range(line.from));
      found.push(Decoration.widget({widget: new Told(problem), block: true, side: 1}).range(line.to));
    }
    return Decoration.set(found, true);
  }

  /* What was changed since the text that the edit began with: lines are compared as a whole, from both ends, which is
     enough to show where one was at work; the server says what it means. */
  const baseField = StateField.define({
    create: (state) => ({base: state.doc.toString().split('\n'), signs: new Map(), lines: Decoration.none}),
    update(value, change) {
      let {base} = value;
      for (const effect of change.effects) if (effect.is(setBase)) base = effect.value.split('\n');
      if (base === value.base && !change.docChanged) return value;
      const signs = signsOf(base, change.state.doc.toString().split('\n'));
      const marks = [...signs.keys()].map((line) =>
        Decoration.line({class: 'cm-line-changed'}).range(change.state.doc.line(line).from));
      return {base, signs, lines: Decoration.set(marks, true)};
    },
    provide: (field) => EditorView.decorations.from(field, (value) => value.lines),
  });
  class Sign extends cm.GutterMarker {
    constructor(word) { super(); this.word = word; }
    eq(other) { return other.word === this.word; }
    toDOM() { return el('span', {title: this.word === '+' ? t('added') : t('changed')}, this.word); }
  }
  const signsBeside = cm.gutter({
    class: 'cm-signs',
    lineMarker(view, line) {
      const word = view.state.field(baseField).signs.get(view.state.doc.lineAt(line.from).number);
      return word ? new Sign(word) : null;
    },
    lineMarkerChange: (update) => update.docChanged || update.transactions.some((one) => one.effects.length > 0),
  });

  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        text.includes('\r\n') ? EditorState.lineSeparator.of('\r\n') : [],
        basicSetup, yaml(), look(cm), problemField, baseField, signsBeside,
        cm.autocompletion({override: [completer(keys, names)], icons: false}),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({'aria-label': label, spellcheck: 'false', autocapitalize: 'off'}),
        EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly),
        EditorView.updateListener.of((update) => { if (update.docChanged) onChange(read()); }),
      ],
    }),
  });
  function read() { return view.state.sliceDoc(); }

  return {
    view,
    get text() { return read(); },
    /** Put another text in, and take it as what an edit begins with, unless `base` says what that is. */
    set(fresh, base) {
      view.dispatch({
        changes: {from: 0, to: view.state.doc.length, insert: fresh},
        effects: [setBase.of((base === undefined ? fresh : base).replace(/\r\n/g, '\n')), setProblems.of([])],
      });
    },
    rebase(base) { view.dispatch({effects: setBase.of(base.replace(/\r\n/g, '\n'))}); },
    problems(found) { view.dispatch({effects: setProblems.of(found)}); },
    /** How many lines are added or changed. */
    get changed() { return view.state.field(baseField).signs.size; },
    go(number) {
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      view.dispatch({selection: {anchor: line.to}, effects: EditorView.scrollIntoView(line.from, {y: 'center'})});
      view.focus();
    },
    destroy() { view.destroy(); },
  };
}

/** Write the word that was meant in place of the one in this problem's line. */
function mend(view, problem) {
  const line = view.state.doc.line(problem.line);
  const quoted = /'([^']+)'/.exec(problem.what);
  const wrong = quoted ? quoted[1] : problem.path.split('.').pop();
  const at = line.text.indexOf(wrong);
  if (at < 0) return;
  view.dispatch({changes: {from: line.from + at, to: line.from + at + wrong.length, insert: problem.instead}});
  view.focus();
}

/** By the number of each line of `after` that is not in `before`: "+" or "~". */
export function signsOf(before, after) {
  let start = 0, endBefore = before.length, endAfter = after.length;
  while (start < endBefore && start < endAfter && before[start] === after[start]) start += 1;
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) { endBefore -= 1; endAfter -= 1; }
  const found = new Map();
  const matches = common(before.slice(start, endBefore), after.slice(start, endAfter));
  let gone = 0, last = -1;
  for (let line = 0; line < endAfter - start; line += 1) {
    if (matches.has(line)) { gone = 0; last = matches.get(line); continue; }
    const next = nextMatch(matches, line, endBefore - start);
    found.set(start + line + 1, last + 1 + gone < next ? '~' : '+');
    gone += 1;
  }
  return found;
}

function nextMatch(matches, line, end) {
  for (const [after, before] of matches) if (after > line) return before;
  return end;
}

/** The longest common subsequence of two short lists of lines, as a map from places in `after` to those in `before`. */
function common(before, after) {
  if (before.length * after.length > 4e6) return new Map();
  const table = Array.from({length: before.length + 1}, () => new Uint32Array(after.length + 1));
  for (let b = before.length - 1; b >= 0; b -= 1) {
    for (let a = after.length - 1; a >= 0; a -= 1) {
      table[b][a] = before[b] === after[a] ? table[b + 1][a + 1] + 1 : Math.max(table[b + 1][a], table[b][a + 1]);
    }
  }
  const found = new Map();
  for (let b = 0, a = 0; b < before.length && a < after.length;) {
    if (before[b] === after[a]) { found.set(a, b); b += 1; a += 1; }
    else if (table[b + 1][a] >= table[b][a + 1]) b += 1;
    else a += 1;
  }
  return found;
}

/* Completion ------------------------------------------------------------------------------------------------------- */

/** The keys above a line, by indentation: ["screens", "foyer"]; numbers of lists are "*". */
export function pathAt(lines, number) {
  const own = lines[number];
  let indent = own.length - own.trimStart().length;
  const path = [];
  for (let line = number - 1; line >= 0 && indent > 0; line -= 1) {
    const found = /^(\s*)(- )?\s*("?)([^"#]+?)\3\s*:(\s|$)/.exec(lines[line]);
    if (!found) continue;
    const at = found[1].length;
    if (found[2] && at < indent && at + INDENT <= indent) { path.unshift('*'); indent = Math.min(indent, at + 1); }
    if (at >= indent) continue;
    if (!found[2]) { path.unshift(found[4].trim()); indent = at; }
  }
  return path;
}

/** Where that is among the places of GET layout/keys. */
export function placeOf(path) {
  if (path.length === 0) return '';
  if (path[0] === 'screens') return path.length === 2 ? 'screens.*' : path.length >= 3 ? 'screens.*.*.*' : null;
  if (['rooms', 'override'].includes(path[0])) return path.length === 2 ? `${path[0]}.*` : null;
  if (path[0] === 'notices') return 'notices.*';
  return path.length === 1 ? path[0] : null;
}

const OF_NAMES = {room: 'rooms', rooms: 'rooms', file: 'pictures', files: 'pictures', logo: 'pictures', logo_on_light: 'pictures', background: 'pictures'};

function completer(keys, names) {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    if (/(^|\s)#/.test(before)) return null;
    const lines = context.state.doc.toString().split('\n');
    const inside = /[{,]\s*([\w-]*)$/.exec(before), opened = /^(\s*)([^:#]+):\s*\{/.exec(before);
    const value = /([\w-]+):\s+\[?(?:[^\[\]{}]*,\s*)?("?)([^\s"\[\]{},]*)$/.exec(before);
    const path = pathAt(lines, line.number - 1);
    const here = opened ? placeOf([...path, opened[2].trim()]) : placeOf(path);
    if (value && !(inside && inside[1] === value[3] && !/:\s*[^{},]*$/.test(before))) {
      const options = values(keys[here] || [], value[1], names());
      return options.length ? {from: context.pos - value[3].length, options} : null;
    }
    const word = opened ? inside && inside[1] : (/^\s*(?:- )?([\w-]*)$/.exec(before) || [])[1];
    if (word === undefined || word === null || here === null || (!word && !context.explicit)) return null;
    const shown = showOf(lines, line.number - 1);
    const options = (keys[here] || []).filter((key) => !shown || !key.views.length || key.views.includes(shown)).map((key) => ({label: key.key, detail: key.says, apply: `${key.key}: `, type: 'property'}));
    return options.length ? {from: context.pos - word.length, options} : null;
  };
}

/** What the screen around a line shows (`show:`, or that it is a playlist), as far as it says so already. */
function showOf(lines, number) {
  const indent = (line) => line.length - line.trimStart().length;
  const own = indent(lines[number]);
  const one = /show:\s*([\w-]+)/.exec(lines[number]);
  if (one || lines[number].includes('{')) return one && one[1];
  const inside = (line) => !line.trim() || indent(line) >= own;
  let first = number, last = number;
  while (first > 0 && inside(lines[first - 1])) first -= 1;
  while (last < lines.length - 1 && inside(lines[last + 1])) last += 1;
  const found = lines.slice(first, last + 1).map((line) => /^\s*(?:- )?(?:show:\s*([\w-]+)|(rotate|split):)/.exec(line)).find(Boolean);
  return found ? found[1] || found[2] : '';
}

function values(known, key, names) {
  const found = known.find((one) => one.key === key);
  const words = found && found.words.length ? found.words : names[OF_NAMES[key]] || [];
  return words.map((word) => ({label: word, type: 'text'}));
}
