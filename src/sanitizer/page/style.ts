/** The only style of the page; its digest stands in the content security policy. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1d2129;--soft:#5c6573;--line:#d9dee6;--card:#f6f8fa;--bar:#4674b8;--fill:#d08a2e;--good:#2c7a4b;--bad:#b3372f}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa4b2;--line:#343b46;--card:#1d222a;--bar:#7ba3dd;--fill:#e0a856;--good:#6cc08b;--bad:#e88178}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);margin:0 auto;padding:2rem 1.25rem 4rem;max-width:68rem}
h1{font-size:1.6rem;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem}
p{margin:.25rem 0}
small,.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft);font-size:.85rem}
td.n,th.n{text-align:right;white-space:nowrap}
code{font:.9em/1.4 ui-monospace,monospace;white-space:pre-wrap}
.issues td:nth-child(2) code{white-space:nowrap}
.score{display:flex;gap:1.5rem;align-items:center;flex-wrap:wrap;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin-top:1rem}
.score b{font-size:2.6rem;line-height:1}
.score ul{list-style:none;margin:0;padding:0;flex:1;min-width:18rem}
.flow{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}
.flow div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.6rem 1rem;min-width:8rem}
.flow b{display:block;font-size:1.4rem}
.wide{overflow-x:auto}
.issues td:nth-child(2){white-space:nowrap}.issues td:nth-child(3){min-width:8rem}
.tag{border:1px solid var(--line);border-radius:1rem;padding:0 .55rem;font-size:.8rem;white-space:nowrap}
.tag.dropped,.tag.quarantined,.tag.removed{color:var(--bad);border-color:currentColor}
.tag.filled,.tag.repaired{color:var(--fill);border-color:currentColor}
.column{border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin:.75rem 0;display:grid;grid-template-columns:minmax(14rem,1fr) minmax(0,20rem) minmax(0,20rem);gap:1rem}
.column h3{margin:0;font-size:1rem;overflow-wrap:anywhere}
@media (max-width:56rem){.column{grid-template-columns:1fr}}
svg{display:block;width:100%;height:auto;max-width:20rem}
svg text{font:10px system-ui,sans-serif;fill:var(--soft)}
svg .v{fill:var(--bar)}svg .m{fill:var(--fill)}svg .axis{stroke:var(--line)}
figure{margin:0}figcaption{font-size:.8rem;color:var(--soft)}
`;
