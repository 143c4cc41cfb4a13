using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>How often servers are looked at, and how OpsBot knows that it is not itself that is cut off; the section "Health".</summary>
public sealed class HealthOptions : ISettings
{
    public const string Section = "Health";

    static readonly TimeSpan soonest = TimeSpan.FromSeconds(5), latest = TimeSpan.FromMinutes(15);

    /// <summary>From one round over all servers to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is always there. Where none of it answers it is OpsBot that is cut off, and a round tells nothing.</summary>
    public IReadOnlyList<string> Controls { get; init; } = [];

    /// <summary>Whether OpsBot reboots servers by itself that stay ill; by the rules of `/alert rules`.</summary>
    public bool Reboot { get; init; }

    /// <summary>What was looked at longer ago is not known any more: three rounds went by without it.</summary>
    public TimeSpan Fresh => 3 * Every;

    public IEnumerable<string> Problems
    {
        get
        {
            if (Every < soonest || Every > latest || !IsOnGrid)
                yield return $"Health:Every is '{Every}'. Set OPSBOT_Health__Every to 00:05:00 or another whole part of an hour between "
                    + "00:00:05 and 00:15:00, or leave it out.";
            foreach (var wrong in Controls.Where(control => !IsAddress(control)))
                yield return $"Health:Controls has '{wrong}'. Set OPSBOT_Health__Controls__0 and so on to addresses that always answer, "
                    + "as https://www.example.com/ is, or leave them out.";
        }
    }

    /// <summary>The addresses, of which it is known that they are some.</summary>
    internal IReadOnlyList<Uri> ControlUris => [.. Controls.Select(control => new Uri(control))];

    // As the schedule wants it: seconds that divide a minute, or minutes that divide an hour.
    bool IsOnGrid => Every < TimeSpan.FromMinutes(1) ? Divides(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1))
        : Divides(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    bool Divides(TimeSpan whole, TimeSpan unit) => Every.Ticks % unit.Ticks == 0 && whole.Ticks % Every.Ticks == 0;

    static bool IsAddress(string control) =>
        Uri.TryCreate(control, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
