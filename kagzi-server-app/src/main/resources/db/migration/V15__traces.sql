-- Lock impact: ACCESS EXCLUSIVE on run for a moment: a column without a default rewrites nothing.

-- W3C Trace Context of the caller: '00-' trace id '-' span id '-' flags.
ALTER TABLE kagzi.run ADD COLUMN traceparent text;
