// How a report's page looks: light or dark as the reader's system is, and dark on white on paper.

/// The style sheet of a report.
let reportStyle = """
  :root { color-scheme: light dark; --ink: #1b2230; --soft: #5a6577; --page: #ffffff;
    --line: #d8dde6; --tint: #f3f5f9; --mark: #1f5fbf; --gain: #1a7f4b; --loss: #b3261e;
    --warn: #9a6700; }
  @media (prefers-color-scheme: dark) { :root { --ink: #dfe5ee; --soft: #9aa7ba;
    --page: #12161d; --line: #2b3442; --tint: #1a212c; --mark: #7db0ff; --gain: #57c98a;
    --loss: #ff8a80; --warn: #e3b341; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--page); color: var(--ink);
    font: 15px/1.45 system-ui, sans-serif; }
  main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
  h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem;
    border-bottom: 1px solid var(--line); }
  h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
  h4 { font-size: .9rem; margin: 1rem 0 .3rem; color: var(--soft); }
  p { margin: .4rem 0; }
  .generated, footer { color: var(--soft); }
  footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .75rem; }
  nav { display: flex; flex-wrap: wrap; gap: .25rem .9rem; margin: .75rem 0; font-size: .85rem; }
  a { color: var(--mark); text-decoration: none; }
  blockquote { margin: .5rem 0; padding: .4rem .8rem; border-left: 3px solid var(--mark);
    background: var(--tint); }
  dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr));
    gap: 0 1.5rem; margin: .4rem 0; }
  dl div { display: flex; justify-content: space-between; gap: 1rem;
    border-bottom: 1px dotted var(--line); padding: .15rem 0; }
  dt { color: var(--soft); white-space: nowrap; }
  dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .wide { overflow-x: auto; margin: .5rem 0; }
  table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid var(--line);
    vertical-align: top; }
  th { color: var(--soft); font-weight: 600; background: var(--tint); white-space: nowrap; }
  .n { text-align: right; white-space: nowrap; }
  .bar { width: 12rem; }
  .bar i { display: block; height: .75rem; margin-top: .25rem; background: var(--mark); }
  .bar i.half { background: var(--mark); }
  .bar i.high { background: var(--warn); }
  .bar i.full { background: var(--loss); }
  .missing { color: var(--soft); }
  svg { display: block; width: 100%; max-width: 44rem; height: auto; }
  svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
  svg .axis { stroke: var(--line); }
  svg .curve { fill: none; stroke: var(--mark); stroke-width: 1.6; }
  svg .up { fill: var(--gain); }
  svg .down { fill: var(--loss); }
  @media print { :root { color-scheme: light; --ink: #000; --soft: #444; --page: #fff;
    --line: #bbb; --tint: #f4f4f4; --mark: #1f5fbf; --gain: #1a7f4b; --loss: #b3261e; }
    main { max-width: none; padding: 0; } nav { display: none; }
    body { font-size: 10pt; } h2, h3, h4 { break-after: avoid; }
    tr, figure, blockquote { break-inside: avoid; } .wide { overflow: visible; } }
  """
