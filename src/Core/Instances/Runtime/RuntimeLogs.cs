namespace OpsBot.Core.Instances.Runtime;

public enum LogSource { Output, Error }

/// <summary>One masked line of an instance's log, without control characters.</summary>
public sealed record LogLine(DateTimeOffset? At, LogSource Source, string Text);

/// <summary>The newest lines of a log, newest first; cut when the engine had more than fits in memory.</summary>
public sealed record RuntimeLogs(IReadOnlyList<LogLine> Lines, bool Cut);
