namespace OpsBot.Sandbox.Slack;

/// <summary>A pretend Slack workspace in memory: people, channels, messages, views, and one installed app.</summary>
public sealed class SlackWorld
{
    /// <summary>The user id under which Slack itself speaks to a person.</summary>
    public const string Slackbot = "USLACKBOT";

    SlackApp app;

    public SlackWorld(TimeProvider time, SlackApp app)
    {
        Time = time;
        this.app = app;
        Ids = new(time);
        People = new(Announce);
        Channels = new(this);
        Messages = new(this);
        Views = new(this);
        Files = new(time);
        Unread = new(Announce);
        People.Add(new()
        {
            Id = app.BotUserId,
            Name = app.Manifest.Name.ToLowerInvariant(),
            RealName = app.Manifest.Name,
            IsBot = true,
            Color = "#1d4ed8",
        });
    }

    public event Action<WorldChange>? Changes;

    public TimeProvider Time { get; }
    public Ids Ids { get; }
    public string TeamId { get; init; } = "T0SANDBOX1";
    public string TeamName { get; init; } = "Sandbox Cloud";
    public string TeamDomain { get; init; } = "sandbox-cloud";
    public People People { get; }
    public Channels Channels { get; }
    public Messages Messages { get; }
    public Views Views { get; }
    public Files Files { get; }
    public Unread Unread { get; }

    /// <summary>Set it to reinstall the app: other scopes, another manifest, rotated secrets.</summary>
    public SlackApp App
    {
        get => Volatile.Read(ref app);
        set
        {
            Volatile.Write(ref app, value);
            Announce(new(Changed.App));
        }
    }

    internal void Announce(WorldChange change) => Changes?.Invoke(change);
}
