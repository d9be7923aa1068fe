/** The width in pixels in which pages draw their charts, and the browser again. CSS scales them to their place, down to a phone's. */
export const chartWidth = 420;

/** The style of charts: the drawing for the pointer lies on the page's own, which keeps its place and is what is read aloud. */
export const chartStyle = `
.plot { position: relative; max-width: 32rem; }
.plot svg { width: 100%; max-width: none; }
.plot > svg ~ .live { position: absolute; inset: 0; }
.plot:has(> .live svg) > svg { opacity: 0; }
.plot .live + .live { position: absolute; inset: 0; visibility: hidden; }
@media (max-width: 42rem) { .plot { margin-inline: -.5rem; } }
@media print { .plot:has(> .live svg) > svg { opacity: 1; } .plot > svg ~ .live { display: none; } }
`;
