const SQL = /\b(select|from|where|group by|order by|partition by|join|left|on|as|case|when|then|else|end|and|or|not|in|is|null|over|filter|count|sum|avg|min|max|least|greatest|coalesce|cast|with)\b/gi;

/** Numbered lines, with SQL's words in the accent. */
export function Code({ text }: { text: string }) {
  return (
    <pre className="code sql">
      {text.split("\n").map((line, i) => (
        <span key={i}><span className="n">{i + 1}</span>{line.split(SQL).map((part, j) => (j % 2 ? <span key={j} className="k">{part}</span> : part))}{"\n"}</span>
      ))}
    </pre>
  );
}
