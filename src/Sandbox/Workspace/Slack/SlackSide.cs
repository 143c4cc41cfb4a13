using System.Diagnostics.CodeAnalysis;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Slack;

/// <summary>The pretend Slack as one person in one window has it.</summary>
sealed class SlackSide : ISide, IDisposable
{
    static readonly string[] ranks = ["Operator", "Admin", "Super admin"];

    readonly Seat seat;
    readonly TroubleBoard trouble;
    readonly IHostApplicationLifetime host;

    public SlackSide(SlackWorld world, Seat seat, TroubleBoard trouble, IHostApplicationLifetime host)
    {
        (World, this.seat, this.trouble, this.host) = (world, seat, trouble, host);
        World.Changes += Hear;
    }

    public event Action? Changed;

    public SlackWorld World { get; }
    public Platform Platform => Platform.Slack;
    public string TeamName => World.TeamName;
    public string AppName => World.App.Manifest.Name;
    public TimeProvider Time => World.Time;
    public TimeZoneInfo Zone => seat.Zone;
    public Person Me => People.FirstOrDefault(person => person.Name == seat.As) ?? People.First();
    [field: MaybeNull]
    public SlackHands Hands => field is { } mine && mine.PersonId == Me.Id ? mine : field = NewHands();

    public IEnumerable<Person> People => World.People.All
        .Where(person => !person.IsBot && !person.IsDeleted)
        .OrderBy(person => ranks.Contains(person.Title) ? Array.IndexOf(ranks, person.Title) : ranks.Length)
        .ThenBy(person => person.RealName, StringComparer.Ordinal);

    public Channel? Channel => seat.Address.Room switch
    {
        Room.Channel => World.Channels.FindByName(seat.Address.Name) is { } channel && channel.IsOpenTo(Me.Id) ? channel : null,
        Room.Direct => World.People.FindByName(seat.Address.Name) is { } peer ? World.Channels.DirectMessage(Me.Id, peer.Id) : null,
        Room.Home => null,
    };

    Face ISide.Me => Face(Me);
    public IEnumerable<Face> Cast => People.Select(Face);
    public int Unread => World.Channels.SeenBy(Me.Id).Sum(channel => World.Unread.Of(Me.Id, channel.Id));
    public DateTimeOffset? AwayUntil => World.Trouble.Absence.Until;
    public IEnumerable<TroubleSwitch> Troubles => trouble.OfSlack;

    public IEnumerable<Spot> Spots =>
        World.Channels.SeenBy(Me.Id).Where(channel => !channel.IsIm).Select(channel => new Spot("#" + channel.Name, To(channel)))
            .Concat(World.People.All.Where(person => person.Id != Me.Id)
                .Select(person => new Spot(person.RealName, Link(Room.Direct, person.Name))))
            .Append(new($"{AppName} Home", Link(Room.Home)));

    public static Face Face(Person person) =>
        new(person.Id, person.Name, person.RealName) { Title = person.Title, Color = person.Color, IsBot = person.IsBot };

    public string To(Channel channel) => channel.PeerOf(Me.Id) is { } peer
        ? Link(Room.Direct, World.People.Find(peer)?.Name ?? peer)
        : Link(Room.Channel, channel.Name);

    public string Link(Room room, string name = "") => new Address(Platform, room, name, Me.Name, null).ToString();

    public string LinkAs(Face person)
    {
        var here = seat.Address;
        return (here with { As = person.Name, Thread = null, Name = here.Room == Room.Direct && here.Name == person.Name
            ? Me.Name : here.Name }).ToString();
    }

    public string LinkTo(string id) => World.Channels.Find(id) is { } channel
        ? To(channel)
        : World.People.Find(id) is { } person ? Link(Room.Direct, person.Name) : Link(Room.Channel, "general");

    public string? NameOf(string id) => World.People.Find(id)?.RealName ?? World.Channels.Find(id)?.Name;

    /// <summary>What is being typed is kept by name, not by id: a sandbox that was started again has new ids.</summary>
    public string DraftKey(Channel channel, string? thread = null) =>
        $"{Platform}/{Me.Name}/{World.People.Find(channel.PeerOf(Me.Id))?.Name ?? "#" + channel.Name}{thread}";

    public void TypeFor(string text, string channelName)
    {
        if (World.Channels.FindByName(channelName) is { } channel) seat.TypeFor(DraftKey(channel), text, To(channel));
    }

    public void ComeBack() => World.Trouble.Absence.ComeBack();

    public void Calm() => trouble.Calm();

    public void Dispose() => World.Changes -= Hear;

    void Hear(WorldChange change)
    {
        if (change.What is not OpsBot.Sandbox.Slack.Changed.Log && (change.PersonId is null || change.PersonId == Me.Id)) Changed?.Invoke();
    }

    SlackHands NewHands()
    {
        var mine = new SlackHands(World, Me.Id, host.ApplicationStopping);
        mine.Failed += seat.Tell;
        return mine;
    }
}
