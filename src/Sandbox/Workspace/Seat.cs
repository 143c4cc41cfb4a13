using OpsBot.Sandbox.Workspace.Live;

namespace OpsBot.Sandbox.Workspace;

/// <summary>One window: where it is, who sits there, and what is opened in it, whichever platform it shows.</summary>
sealed class Seat
{
    readonly Dictionary<string, string> drafts = [];

    public Seat(Window window)
    {
        Window = window;
        Address = Address.Parse(window.Url);
        As = Address.As;
        window.Moved += Move;
    }

    public event Action? Changed;

    public Window Window { get; }
    public Address Address { get; private set; }

    /// <summary>The name of who sits here; null as long as nobody was chosen.</summary>
    public string? As { get; private set; }

    /// <summary>Messages that only this person saw, and sent away.</summary>
    public HashSet<string> Dismissed { get; } = [];
    public List<string> Said { get; } = [];
    public string? Notice { get; private set; }

    /// <summary>The drawer or card that is open.</summary>
    public Opened Open { get; private set; }
    public bool GuideClosed { get; private set; }

    public void Go(string url) => Window.Go(url);

    public void OpenThread(string? id) => Go((Address with { As = As, Thread = id }).ToString());

    public string DraftOf(string place) => drafts.GetValueOrDefault(place, "");

    public void Draft(string place, string text) => drafts[place] = text;

    /// <summary>Puts text into the composer of another place and goes there.</summary>
    public void TypeFor(string place, string text, string url)
    {
        Draft(place, text);
        Typed++;
        Open = Opened.Nothing;
        Go(url);
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
        if (Address.As is { } now && now != As)
        {
            As = now;
            Notice = null;
        }

        if (Open is not Opened.Guide) Open = Opened.Nothing;
        Changed?.Invoke();
    }
}

enum Opened { Nothing, Menu, People, Guide, Trouble, Finder, Pins }
