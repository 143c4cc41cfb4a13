namespace OpsBot.Sandbox.Docker;

/// <summary>One line as the container wrote it.</summary>
sealed record PretendLogLine(DateTimeOffset At, bool IsError, string Text);

/// <summary>A container's log, written up to now whenever it is read: nothing runs in between.</summary>
sealed class PretendLog(string name, string image, PretendChance chance)
{
    /// <summary>Before a line of the script that goes to the error stream.</summary>
    public const string ToError = "!";

    const int Kept = 2000;

    static readonly TimeSpan Usual = TimeSpan.FromSeconds(4);

    readonly PretendLines words = new(name, image, chance);
    readonly LinkedList<PretendLogLine> lines = new();
    DateTimeOffset? next;

    public IReadOnlyList<string>? Script { get; set; }

    public void Boot(DateTimeOffset at, TimeSpan takes, PretendFailure? fails)
    {
        Drop(after: at);
        if (Script is not null)
        {
            foreach (var line in Script)
                Write(at, line.StartsWith(ToError, StringComparison.Ordinal), line.Replace(ToError, "", StringComparison.Ordinal));
            return;
        }

        var boot = words.Boot(fails);
        for (var line = 0; line < boot.Count; line++)
            Write(at + (takes * 0.95 * line / boot.Count), isError: true, boot[line]);
        next = at + takes + chance.Gap(Usual);
    }

    public void Crash(DateTimeOffset at, PretendFailure failure)
    {
        WriteUpTo(at);
        Drop(after: at);
        foreach (var line in Script is null ? words.Crash(failure) : [])
            Write(at, isError: true, line);
    }

    public void End(DateTimeOffset at, int exitCode)
    {
        WriteUpTo(at);
        Drop(after: at);
        next = null;
        if (exitCode != 0 || Script is not null)
            return;
        foreach (var line in PretendLines.Shutdown())
            Write(at, isError: true, line);
    }

    public void Pause(bool paused, DateTimeOffset at)
    {
        WriteUpTo(at);
        next = paused || Script is not null ? null : at + chance.Gap(Usual);
    }

    public IReadOnlyList<PretendLogLine> Read(DateTimeOffset now, int? tail)
    {
        WriteUpTo(now);
        var seen = new List<PretendLogLine>();
        for (var line = lines.Last; line is not null && seen.Count < (tail ?? int.MaxValue); line = line.Previous)
        {
            if (line.Value.At <= now)
                seen.Add(line.Value);
        }

        seen.Reverse();
        return seen;
    }

    void WriteUpTo(DateTimeOffset now)
    {
        // Of a container that has run for weeks only the newest lines would be kept anyway.
        if (next is { } due && due < now - (Usual * Kept))
            next = now - (Usual * Kept);
        for (; next <= now; next += chance.Gap(Usual))
            WriteNext(next.Value);
    }

    void WriteNext(DateTimeOffset at)
    {
        var (isError, texts) = words.Next(at);
        foreach (var text in texts)
            Write(at, isError, text);
    }

    void Write(DateTimeOffset at, bool isError, string text)
    {
        lines.AddLast(new PretendLogLine(at, isError, text.Replace("{at}", $"{at:yyyy-MM-dd HH:mm:ss,fff}", StringComparison.Ordinal)));
        if (lines.Count > Kept)
            lines.RemoveFirst();
    }

    void Drop(DateTimeOffset after)
    {
        while (lines.Last?.Value.At > after)
            lines.RemoveLast();
    }
}
