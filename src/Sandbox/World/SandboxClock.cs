using System.Globalization;

namespace OpsBot.Sandbox;

/// <summary>
/// The clock of the pretend world: as all clocks, but for the days it was put forward. Those stay, also where it is started anew.
/// </summary>
public sealed class SandboxClock : TimeProvider
{
    readonly string? path;
    long days;

    SandboxClock(string? path, long days) => (this.path, this.days) = (path, days);

    /// <summary>Beside the data, so that what has happened there is never to come.</summary>
    public static SandboxClock Open(string folder)
    {
        var path = Path.Combine(folder, "clock.txt");
        return new(path, File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var days) ? days : 0);
    }

    /// <summary>By how many days it is ahead.</summary>
    public long Days => Interlocked.Read(ref days);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(Days);

    internal void GoOn()
    {
        var ahead = Interlocked.Increment(ref days);
        if (path is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, ahead.ToString(CultureInfo.InvariantCulture));
    }
}
