using System.Globalization;

namespace OpsBot.Sandbox.Cloud;

/// <summary>A project at the pretend Hetzner: what is sold where, what stands in it, and what is wrong with it.</summary>
public sealed class CloudWorld
{
    // What is begun takes that long, at least and at most.
    const int Shortest = 2_000, Longest = 8_000;

    readonly TimeProvider time;
    readonly Random chance;
    readonly Dictionary<long, CloudServer> servers = [];
    readonly List<CloudAction> actions = [];
    readonly HashSet<(string? Type, string Location)> soldOut = [];
    readonly Queue<ActionFate> fates = [];
    List<CloudType> types = [.. CloudPriceList.Types];
    long lastId = 40_000_000;

    public CloudWorld(TimeProvider time, int seed = 1)
    {
        (this.time, chance) = (time, new Random(seed));
        Allowance = new(time);
        Absence = new(time, () => { }, () => { });
    }

    /// <summary>The token that opens the project: 64 letters and digits.</summary>
    public string Token { get; } = string.Concat(Enumerable.Repeat("p1Retend", 8));

    public bool TokenOnlyReads { get; set; }

    public CallAllowance Allowance { get; }

    public Absence Absence { get; }

    /// <summary>How many servers the account may have.</summary>
    public int MostServers { get; set; } = 25;

    /// <summary>How many calls arrived, refused ones included.</summary>
    public int Calls { get; private set; }

    public IReadOnlyList<CloudServer> Servers
    {
        get { lock (Gate) { Settle(); return [.. servers.Values]; } }
    }

    public IReadOnlyList<string> PlacesSoldOut
    {
        get { lock (Gate) return [.. soldOut.Where(one => one.Type is null).Select(one => one.Location).Order()]; }
    }

    /// <summary>Whether something that is begun from now on ends otherwise than well.</summary>
    public IReadOnlyList<ActionFate> Fates
    {
        get { lock (Gate) return [.. fates]; }
    }

    internal Lock Gate { get; } = new();

    internal DateTimeOffset Now => time.GetUtcNow();

    internal IReadOnlyList<CloudType> Types => types;

    internal IReadOnlyList<CloudAction> Actions => actions;

    /// <summary>Trouble: nothing is left there of the type, or of any.</summary>
    public void SellOut(string location, string? type = null)
    {
        lock (Gate) soldOut.Add((type, location));
    }

    public void Restock()
    {
        lock (Gate) soldOut.Clear();
    }

    /// <summary>Trouble: what is begun next ends like this.</summary>
    public void Next(ActionFate fate)
    {
        lock (Gate) fates.Enqueue(fate);
    }

    public void Forget()
    {
        lock (Gate) fates.Clear();
    }

    /// <summary>One more type is on the list.</summary>
    public void Sell(CloudType type)
    {
        lock (Gate) types = [.. types, type];
    }

    /// <summary>The type can be ordered only until then, as is announced now.</summary>
    public void Announce(string type, DateTimeOffset until)
    {
        lock (Gate) types = [.. types.Select(one => one.Name == type ? one with { Ends = new(Now, until) } : one)];
    }

    /// <summary>It can be ordered there, as far as anybody can tell.</summary>
    internal bool IsSold(CloudType type, string location) =>
        type.Prices.ContainsKey(location) && !(type.Ends is { } ends && ends.Until <= Now) && HasRoom(type, location);

    internal bool HasRoom(CloudType type, string location) =>
        !soldOut.Contains((null, location)) && !soldOut.Contains((type.Name, location));

    internal CloudServer? Server(long id) => servers.GetValueOrDefault(id);

    internal CloudServer Add(string name, CloudType type, string location, bool v4, bool v6,
        IReadOnlyDictionary<string, string> labels, string userData)
    {
        var number = servers.Count + 1;
        var server = new CloudServer(++lastId, name, type, location, Now)
        {
            Labels = labels, UserData = userData,
            V4 = v4 ? string.Create(CultureInfo.InvariantCulture, $"127.77.{number / 250}.{(number % 250) + 1}") : null,
            V6 = v6 ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:{number:x}::/64") : null,
        };
        servers.Add(server.Id, server);
        return server;
    }

    /// <summary>Begins it now, or once what it follows is over.</summary>
    internal CloudAction Begin(string command, CloudServer server, Action<CloudServer> effect, CloudAction? after = null)
    {
        var start = after?.Due ?? Now;
        var action = new CloudAction(++lastId, command, server.Id, start, start.AddMilliseconds(chance.Next(Shortest, Longest)), effect)
        {
            Fate = fates.TryDequeue(out var fate) ? fate : ActionFate.Succeeds,
        };
        actions.Add(action);
        return action;
    }

    internal bool IsLocked(CloudServer server) => actions.Any(one => one.Server == server.Id && one.Finished is null && !one.HasHappened);

    internal void Remove(CloudServer server) => servers.Remove(server.Id);

    internal void Count() => Calls++;

    /// <summary>What was due meanwhile has happened.</summary>
    internal void Settle()
    {
        foreach (var action in actions.Where(one => one.Finished is null && one.Due <= Now))
        {
            if (!action.HasHappened && action.Fate != ActionFate.Fails && servers.GetValueOrDefault(action.Server) is { } server)
                action.Effect(server);
            action.HasHappened = true;
            if (action.Fate != ActionFate.Sticks) action.Finished = action.Due;
            else if (action.Due.AddHours(1) <= Now) action.Finished = action.Due.AddHours(1);
        }
    }
}
