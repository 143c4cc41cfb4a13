namespace OpsBot.Sandbox.Slack;

/// <summary>A pretend Slack workspace in memory: people, channels, messages, views, and one installed app.</summary>
public sealed class SlackWorld : IAsyncDisposable
{
    /// <summary>The user id under which Slack itself speaks to a person.</summary>
    public const string Slackbot = "USLACKBOT";

    SlackApp app;

    public SlackWorld(TimeProvider time, SlackApp app)
    {
        Time = time;
        this.app = app;
        Ids = new(time);
        Api = new(time, () => Sockets!.Drop(), () => Announce(new(Changed.Trouble)), () => Announce(new(Changed.Log)));
        People = new(StringComparer.Ordinal, person => Announce(new(Changed.People, PersonId: person)));
        Channels = new(this);
        Messages = new(this);
        Views = new(this);
        Files = new(time);
        Unread = new((channel, person) => Announce(new(Changed.Unread, channel, person)));
        Triggers = new(time);
        ResponseUrls = new(this);
        Sockets = new(this);
        Courier = new(this);
        Events = new(this);
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
    public ApiFrame Api { get; }
    public Ids Ids { get; }
    public string TeamId { get; init; } = "T0SANDBOX1";
    public string TeamName { get; init; } = Cast.Company;
    public string TeamDomain { get; init; } = "nimbus-hosting";
    public People<Person> People { get; }
    public Channels Channels { get; }
    public Messages Messages { get; }
    public Views Views { get; }
    public Files Files { get; }
    public Unread Unread { get; }
    public Triggers Triggers { get; }
    public ResponseUrls ResponseUrls { get; }
    public RateLimits RateLimits => Api.RateLimits;
    public Troubles Trouble => Api.Trouble;
    public Journal Journal => Api.Journal;
    public Drafts Drafts { get; } = new();
    public SocketHub Sockets { get; }
    public Courier Courier { get; }
    public EventFeed Events { get; }

    /// <summary>Where the stand-in is reached, with a slash at the end; it is also the app's Slack ApiUrl.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:5080/slack-api/");

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

    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        Sockets.Drop();
        Courier.Dispose();
    }

    internal void Announce(WorldChange change) => Changes?.Invoke(change);
}
