/* What the layout page's editor needs of CodeMirror 6, as one module: `make vendor` bundles it. */
export { autocompletion } from '@codemirror/autocomplete';
export { yaml } from '@codemirror/lang-yaml';
export { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { unifiedMergeView } from '@codemirror/merge';
export { EditorState, StateEffect, StateField } from '@codemirror/state';
export { Decoration, EditorView, gutter, GutterMarker, lineNumbers, WidgetType } from '@codemirror/view';
export { tags } from '@lezer/highlight';
export { basicSetup, minimalSetup } from 'codemirror';
