using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace OpsBot.Sandbox.Workspace;

/// <summary>One window: where it is, who sits there, and what is opened in it, whichever platform it shows.</summary>
sealed class Seat
{
    readonly Dictionary<string, string> drafts = [];
    readonly Queue<string> gone = new();
    readonly NavigationManager browser;
    string url;

    public Seat(NavigationManager browser)
    {
        this.browser = browser;
        url = Path(browser);
        Address = Address.Parse(url);
        As = Address.As;
        browser.LocationChanged += Follow;
    }

    public event Action? Changed;

    public Address Address { get; private set; }

    /// <summary>Where the window stands, as its clock has it.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The window is there and has said what it must.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The name of who sits here; null as long as nobody was chosen.</summary>
    public string? As { get; private set; }

    /// <summary>Messages that only this person saw, and sent away.</summary>
    public HashSet<string> Dismissed { get; } = [];
    public List<string> Said { get; } = [];
    public string? Notice { get; private set; }

    /// <summary>The drawer or card that is open.</summary>
    public Opened Open { get; private set; }
    public bool GuideClosed { get; private set; }

    /// <summary>The address bar of this window, without the name of the server.</summary>
    public static string Path(NavigationManager browser) => "/" + browser.ToBaseRelativePath(browser.Uri);

    public void Take(string timeZone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)) Zone = zone;
        IsTaken = true;
    }

    public void Go(string to)
    {
        if (to == url) return;
        // The page moves at once; that the browser has followed is no news then.
        gone.Enqueue(to);
        browser.NavigateTo(to);
        Move(to);
    }

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

    // A link or the back button.
    void Follow(object? sender, LocationChangedEventArgs moved)
    {
        var to = Path(browser);
        if (gone.TryPeek(out var own) && own == to) gone.Dequeue();
        else Move(to);
    }

    void Move(string to)
    {
        url = to;
        Address = Address.Parse(to);
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
