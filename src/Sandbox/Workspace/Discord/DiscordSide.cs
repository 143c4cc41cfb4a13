using System.Diagnostics.CodeAnalysis;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Discord;

/// <summary>The pretend Discord as one person in one window has it.</summary>
sealed class DiscordSide : ISide, IDisposable
{
    static readonly string[] ranks = ["Operator", "Admin", "Super admin"];

    readonly Seat seat;
    readonly TroubleBoard trouble;
    readonly IHostApplicationLifetime host;
    readonly Dictionary<string, string> failures = [];

    public DiscordSide(DiscordWorld world, Seat seat, TroubleBoard trouble, IHostApplicationLifetime host)
    {
        (World, this.seat, this.trouble, this.host) = (world, seat, trouble, host);
        World.Changes += Hear;
    }

    public event Action? Changed;

    public DiscordWorld World { get; }
    public Platform Platform => Platform.Discord;
    public string TeamName => World.Guild.Name;
    public string AppName => World.App.Name;
    public TimeProvider Time => World.Time;
    public TimeZoneInfo Zone => seat.Zone;
    public Person Me => People.FirstOrDefault(person => person.Username == seat.As) ?? People.First();
    public Person App => World.People.Find(World.App.BotUserId)!;

    [field: MaybeNull]
    public DiscordHands Hands => field is { } mine && mine.PersonId == Me.Id ? mine : field = NewHands();

    public IEnumerable<Person> People => World.People.All
        .Where(person => person is { IsBot: false, HasLeft: false })
        .OrderBy(person => ranks.Contains(person.Title) ? Array.IndexOf(ranks, person.Title) : ranks.Length)
        .ThenBy(person => person.GlobalName, StringComparer.Ordinal);

    public Channel? Channel => seat.Address.Room switch
    {
        Room.Channel =>
            World.Channels.FindByName(seat.Address.Name) is { IsThread: false } channel && channel.IsOpenTo(Me.Id) ? channel : null,
        Room.Direct => seat.Address.Name == App.Username ? World.Channels.DirectMessage(Me.Id) : null,
        Room.Home => null,
    };

    /// <summary>The thread that is open beside its channel.</summary>
    public Channel? Thread =>
        World.Channels.Find(seat.Address.Thread) is { IsThread: true } thread && thread.IsOpenTo(Me.Id) ? thread : null;

    Face ISide.Me => Face(Me);
    public IEnumerable<Face> Cast => People.Select(Face);
    public int Unread => World.Channels.SeenBy(Me.Id).Sum(channel => World.Unread.Of(Me.Id, channel.Id));
    public DateTimeOffset? AwayUntil => World.Trouble.Absence.Until;
    public IEnumerable<TroubleSwitch> Troubles => trouble.OfDiscord;

    public IEnumerable<Spot> Spots => World.Channels.SeenBy(Me.Id)
        .Select(channel => new Spot(channel.IsDirectMessage ? App.GlobalName : "#" + channel.Name, To(channel)));

    public static Face Face(Person person) =>
        new(person.Id, person.Username, person.GlobalName) { Title = person.Title, Color = person.Color, IsBot = person.IsBot };

    public string To(Channel channel) => channel switch
    {
        { IsDirectMessage: true } => Link(Room.Direct, App.Username),
        { IsThread: true } => new Address(Platform, Room.Channel, World.Channels.Find(channel.ParentId)?.Name ?? "general", Me.Username,
            channel.Id).ToString(),
        _ => Link(Room.Channel, channel.Name),
    };

    public string Link(Room room, string name = "") => new Address(Platform, room, name, Me.Username, null).ToString();

    public string LinkAs(Face person) => (seat.Address with { As = person.Name }).ToString();

    // Other people take no direct messages here, so a mention of one leads nowhere else.
    public string LinkTo(string id) => World.Channels.Find(id) is { } channel
        ? To(channel)
        : id == App.Id ? Link(Room.Direct, App.Username) : (seat.Address with { As = Me.Username }).ToString();

    public string? NameOf(string id) => World.People.Find(id)?.GlobalName ?? World.Channels.Find(id)?.Name;

    public string DraftKey(Channel channel) => $"{Platform}/{Me.Username}/{(channel.IsDirectMessage ? App.Username : "#" + channel.Name)}";

    public void TypeFor(string text, string channelName)
    {
        if (World.Channels.FindByName(channelName) is { } channel) seat.TypeFor(DraftKey(channel), text, To(channel));
    }

    /// <summary>Discord's sentence beneath a message whose button came to nothing.</summary>
    public string? FailureOf(Message message) => failures.GetValueOrDefault(message.Id);

    public void Fail(string messageId, string? sentence)
    {
        if (sentence is null ? !failures.Remove(messageId) : !failures.TryAdd(messageId, sentence)) return;
        Changed?.Invoke();
    }

    public void ComeBack() => World.Trouble.Absence.ComeBack();

    public void Calm() => trouble.Calm();

    public void Dispose() => World.Changes -= Hear;

    void Hear(DiscordChange change)
    {
        if (change.What is not OpsBot.Sandbox.Discord.Changed.Log && (change.PersonId is null || change.PersonId == Me.Id))
            Changed?.Invoke();
    }

    DiscordHands NewHands()
    {
        var mine = new DiscordHands(World, Me.Id, host.ApplicationStopping);
        mine.Failed += seat.Tell;
        return mine;
    }
}
