using Microsoft.Extensions.Logging.Abstractions;

namespace OpsBot.Sandbox.Discord;

/// <summary>A pretend Discord server in memory: people, channels, messages, modals, and one installed app.</summary>
public sealed class DiscordWorld : IAsyncDisposable
{
    DiscordApp app;

    public DiscordWorld(TimeProvider time, Ids ids, Guild guild, DiscordApp app)
    {
        Time = time;
        Ids = ids;
        Guild = guild;
        this.app = app;
        Roles = new(this);
        Api = new(time, () => Gateway!.Drop(), () => Announce(new(Changed.Trouble)), () => Announce(new(Changed.Log)));
        People = new(OpsBot.Sandbox.Discord.Ids.Oldest, person => Announce(new(Changed.People, PersonId: person)));
        Channels = new(this);
        Messages = new(this);
        Interactions = new(this);
        Modals = new(this);
        Commands = new(this);
        Unread = new((channel, person) => Announce(new(Changed.Unread, channel, person)));
        Gateway = new(this);
        Courier = new(this);
        People.Add(new()
        {
            Id = app.BotUserId,
            Username = app.Name.ToLowerInvariant(),
            GlobalName = app.Name,
            IsBot = true,
            Color = "#5865f2",
        });
    }

    public event Action<DiscordChange>? Changes;

    public TimeProvider Time { get; }
    public ApiFrame Api { get; }
    public Ids Ids { get; }
    public Guild Guild { get; }
    public Roles Roles { get; }
    public People<Person> People { get; }
    public Channels Channels { get; }
    public Messages Messages { get; }
    public Interactions Interactions { get; }
    public Modals Modals { get; }
    public Commands Commands { get; }
    public Unread Unread { get; }
    public RateLimits RateLimits => Api.RateLimits;
    public Troubles Trouble => Api.Trouble;
    public Journal Journal => Api.Journal;
    public GatewayHub Gateway { get; }
    public Courier Courier { get; }

    /// <summary>What Discord writes to the developer by e-mail.</summary>
    public ILogger Log { get; set; } = NullLogger.Instance;

    /// <summary>Where the REST API is, with a slash at the end; it is also the app's Discord ApiUrl.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:5080/discord-api/api/v10/");

    /// <summary>Where the gateway is, without the query that a client adds.</summary>
    public Uri GatewayUrl => new UriBuilder(new Uri(Address, "../../gateway")) { Scheme = Address.Scheme == "https" ? "wss" : "ws" }.Uri;

    /// <summary>Where an uploaded file is downloaded from.</summary>
    public Uri UrlOf(Message message, Attachment attachment) =>
        new(Address, $"../../attachments/{message.ChannelId}/{message.Id}/{attachment.Id}/{Uri.EscapeDataString(attachment.FileName)}");

    /// <summary>Set it to change what the app is: a reset token, other intents.</summary>
    public DiscordApp App
    {
        get => Volatile.Read(ref app);
        set
        {
            Volatile.Write(ref app, value);
            Announce(new(Changed.App));
        }
    }

    public ValueTask DisposeAsync()
    {
        Gateway.Drop();
        Courier.Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Announce(DiscordChange change) => Changes?.Invoke(change);
}
