using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Live;

namespace OpsBot.Sandbox.Workspace;

/// <summary>One person in one window: where they are and what they have opened.</summary>
sealed class Seat
{
    static readonly string[] ranks = ["Operator", "Admin", "Super admin"];

    readonly IHostApplicationLifetime host;
    readonly Dictionary<string, string> drafts = [];

    public Seat(SlackWorld world, Window window, TroubleBoard trouble, IHostApplicationLifetime host)
    {
        (World, Window, Trouble, this.host) = (world, window, trouble, host);
        Address = Address.Parse(window.Url);
        Me = Find(Address.As);
        Hands = NewHands();
        window.Moved += Move;
    }

    public event Action? Changed;

    public SlackWorld World { get; }
    public Window Window { get; }
    public TroubleBoard Trouble { get; }
    public Address Address { get; private set; }
    public Person Me { get; private set; }
    public HashSet<string> Dismissed { get; } = [];
    public List<string> Said { get; } = [];
    public string? Notice { get; private set; }

    /// <summary>The drawer or card that is open.</summary>
    public Opened Open { get; private set; }
    public bool GuideClosed { get; private set; }

    public Hands Hands { get; private set; }

    /// <summary>Everybody one can be, who does the daily work first.</summary>
    public IEnumerable<Person> Cast => World.People.All
        .Where(person => !person.IsBot && !person.IsDeleted)
        .OrderBy(person => ranks.Contains(person.Title) ? Array.IndexOf(ranks, person.Title) : ranks.Length)
        .ThenBy(person => person.RealName, StringComparer.Ordinal);

    public Channel? Channel => Address.Room switch
    {
        Room.Channel => World.Channels.FindByName(Address.Name) is { } channel && channel.IsOpenTo(Me.Id) ? channel : null,
        Room.Direct => World.People.FindByName(Address.Name) is { } peer ? World.Channels.DirectMessage(Me.Id, peer.Id) : null,
        Room.Home => null,
    };

    public string To(Channel channel) => channel.PeerOf(Me.Id) is { } peer
        ? Link(Room.Direct, World.People.Find(peer)?.Name ?? peer)
        : Link(Room.Channel, channel.Name);

    public string Link(Room room, string name = "") => new Address(room, name, Me.Name, null).ToString();

    /// <summary>The same place as somebody else; a direct message of one's own becomes theirs.</summary>
    public string LinkAs(Person person) =>
        (Address with { As = person.Name, Thread = null, Name = Address.Room == Room.Direct && Address.Name == person.Name ? Me.Name : Address.Name }).ToString();

    /// <summary>Where a mention leads: a channel, or the direct message with a person.</summary>
    public string LinkTo(string id) => World.Channels.Find(id) is { } channel
        ? To(channel)
        : World.People.Find(id) is { } person ? Link(Room.Direct, person.Name) : Link(Room.Channel, "general");

    public void Go(string url) => Window.Go(url);

    public void OpenThread(string? ts) => Go((Address with { As = Me.Name, Thread = ts }).ToString());

    public string DraftOf(string place) => drafts.GetValueOrDefault(Me.Id + place, "");

    public void Draft(string place, string text) => drafts[Me.Id + place] = text;

    /// <summary>Puts text into the composer of a channel and goes there.</summary>
    public void TypeFor(string text, string channelName)
    {
        var channel = World.Channels.FindByName(channelName);
        if (channel is null) return;
        Draft("#" + channel.Name, text);
        Typed++;
        Open = Opened.Nothing;
        Go(To(channel));
        Changed?.Invoke();
    }

    /// <summary>Counts texts that were put in by the guide, so that the composer takes them.</summary>
    public int Typed { get; private set; }

    public void Show(Opened what)
    {
        if (what == Opened.Nothing && Open == Opened.Guide) GuideClosed = true;
        Open = what;
        Changed?.Invoke();
    }

    public void CloseGuide()
    {
        GuideClosed = true;
        if (Open == Opened.Guide) Open = Opened.Nothing;
        Changed?.Invoke();
    }

    public void Tell(string? notice)
    {
        Notice = notice;
        Changed?.Invoke();
    }

    void Move()
    {
        Address = Address.Parse(Window.Url);
        var person = Find(Address.As ?? Me.Name);
        if (person.Id != Me.Id)
        {
            Me = person;
            Hands = NewHands();
            Notice = null;
        }

        if (Open is not Opened.Guide) Open = Opened.Nothing;
        Changed?.Invoke();
    }

    Hands NewHands()
    {
        var mine = new Hands(World, Me.Id, host.ApplicationStopping);
        mine.Failed += Tell;
        return mine;
    }

    Person Find(string? name) =>
        (name is null ? null : Cast.FirstOrDefault(person => person.Name == name)) ?? Cast.First();
}

enum Opened { Nothing, Menu, People, Guide, Trouble, Finder }
