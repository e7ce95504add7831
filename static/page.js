/* The page's script lies in files by subject, which are sent as one: signage/assets.py names them in their order.
   docs/page.md is the contract of all of them. Plain ES5, but for `{read, tell}` in place of `{read: read, tell: tell}`: it runs
   unchanged from Chromium 49 on, for weeks at a time.

   How the files share: there is one global, `window.signage`. Each file adds one member to it, named as the file is:

     page        this page's root, its attributes, its elements, and what addresses begin with   (this file)
     fit         makes text fit; measures
     pager       puts lists in pages, and tells which of them is shown
     steps       long work that can be left at any of its steps and gone on with later
     measure     text as numbers: how wide it is, how many lines it takes, where it is cut
     names       names that are cut: as much of each as tells it apart from others
     arrangement the arithmetic of a list: pages, columns and sizes
     due         which of what a list may show is due now
     cells       what a list says, in numbers: its cells or rows as arrangement takes them
     needs       what a cell asks for, in one column and with its sizes
     paging      which cells or rows stand on which page, and how things in order are parted
     spare       what columns with room give back where texts are cut
     columns     whether a page's columns hold everything with a plan and a size
     placing     where everything on a list's page stands
     clock       the server's time, and the moment that is shown
     turns       what takes turns: whether its turn is on, how many there were
     times       times and numbers in words
     freshness   how old what is shown may be
     writing     overviews and directories: what a page has in its cells, and puts there
     board       the agenda board: rows, slabs and its foot
     lists       overviews, directories and boards: what is due arranged, a page of it written, and what comes worked out ahead
     own         scales panels of the venue's own templates down to their place
     screen      brings what is on screen to the moment
     report      what this display says of itself, and what it is told to do
     sharing     which pages of a browser hold a stream
     server      the event stream, fetching the page anew, the copy kept on this device

   While a file loads it uses only members of the files before it; a function may use any of them. What only one file
   needs stays in that file. `signage.now` and `signage.render`, which start.js adds, are for tests (docs/page.md). */
(function () {
  'use strict';
  var root = document.documentElement;

  /**
   * @param {string} selector
   * @param {ParentNode=} scope the document, if none is given
   * @return {!Array<!Element>} what matches in the scope, the scope itself not included
   */
  function all(selector, scope) { return [].slice.call((scope || document).querySelectorAll(selector)); }
  /** @param {string} name @return {string} an attribute of the root, '' where it has none */
  function attribute(name) { return root.getAttribute(name) || ''; }
  /** @param {string} name @return {number} an attribute of the root as a number, NaN where it is none */
  function number(name) { return parseFloat(attribute(name)); }

  window.signage = {page: {root, all, attribute, number, base: attribute('data-base')}};
}());
