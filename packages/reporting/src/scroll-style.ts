/** The style of what is wider than its place: it scrolls in its own box, shaded at each edge beyond which it goes on. */
export const scrollStyle = `
.table, .sheets {
  background:
    linear-gradient(to right, var(--paper) 50%, transparent) local 0 0 / 3rem 100% no-repeat,
    linear-gradient(to left, var(--paper) 50%, transparent) local 100% 0 / 3rem 100% no-repeat,
    linear-gradient(to right, var(--rule-2), transparent) scroll 0 0 / 1rem 100% no-repeat,
    linear-gradient(to left, var(--rule-2), transparent) scroll 100% 0 / 1rem 100% no-repeat;
}
@media (min-width: 42.01rem) and (max-width: 64rem) {
  th, td { padding-right: .7rem; }
  th.right + th:not(.right), td.right + td:not(.right), th.right + td:not(.right) { padding-left: .7rem; }
  td.right > span { white-space: normal; }
}
`;
