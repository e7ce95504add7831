/* What the layout page's editor needs of CodeMirror 6, as one module: `make vendor` bundles it. */
export { autocompletion, startCompletion } from '@codemirror/autocomplete';
export { indentWithTab } from '@codemirror/commands';
export { yaml } from '@codemirror/lang-yaml';
export { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { forEachDiagnostic, nextDiagnostic, setDiagnostics } from '@codemirror/lint';
export { MergeView, unifiedMergeView } from '@codemirror/merge';
export { Compartment, EditorState, RangeSet, StateEffect, StateField } from '@codemirror/state';
export { Decoration, EditorView, gutter, GutterMarker, keymap, lineNumbers, WidgetType } from '@codemirror/view';
export { tags } from '@lezer/highlight';
export { basicSetup, minimalSetup } from 'codemirror';
