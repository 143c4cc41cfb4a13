namespace OpsBot.Sandbox.Cloud;

/// <summary>A project at the pretend Hetzner: what is sold where, what stands in it, and what is wrong with it.</summary>
public sealed class CloudWorld : IAsyncDisposable
{
    readonly TimeProvider time;

    public CloudWorld(TimeProvider time, int seed = 1)
    {
        this.time = time;
        Api = new(time, () => { }, () => { }, () => { });
        Allowance = new(Api.RateLimits);
        Stock = new(time);
        Schedule = new(time, new Random(seed), Gate);
        Project = new(time);
    }

    public ApiFrame Api { get; }

    public Troubles Trouble => Api.Trouble;

    /// <summary>Where the API begins, as OPSBOT_Hetzner__ApiUrl has it.</summary>
    public Uri ApiUrl { get; internal set; } = null!;

    /// <summary>The token that opens the project: 64 letters and digits.</summary>
    public string Token { get; } = string.Concat(Enumerable.Repeat("p1Retend", 8));

    public bool TokenOnlyReads { get; set; }

    public CloudAllowance Allowance { get; }

    /// <summary>How many servers the account may have.</summary>
    public int MostServers { get; set; } = 25;

    /// <summary>How long everything takes, 1 being as at Hetzner.</summary>
    public double Pace
    {
        get { lock (Gate) return Schedule.Pace; }
        set { lock (Gate) Schedule.Pace = value; }
    }

    /// <summary>How many calls arrived, refused ones included.</summary>
    public int Calls { get; private set; }

    /// <summary>What runs on the servers; told at once of those that are running.</summary>
    public IBoots? Boots
    {
        get { lock (Gate) return field; }
        set
        {
            lock (Gate)
            {
                field = value;
                foreach (var server in Project.All<CloudServer>().Where(one => one.Status == "running"))
                    value?.On(server, server.Disk is null);
            }
        }
    }

    public IReadOnlyList<CloudServer> Servers => All<CloudServer>();

    public IReadOnlyList<CloudPicture> Pictures => All<CloudPicture>();

    public IReadOnlyList<CloudVolume> Volumes => All<CloudVolume>();

    /// <summary>Floating ones and those that came with a server.</summary>
    public IReadOnlyList<CloudAddress> Addresses => All<CloudAddress>();

    public IReadOnlyList<string> PlacesSoldOut
    {
        get { lock (Gate) return Stock.PlacesSoldOut; }
    }

    /// <summary>What waits for the next action.</summary>
    public IReadOnlyList<NextFate> Fates
    {
        get { lock (Gate) return [.. Schedule.Fates]; }
    }

    internal Lock Gate { get; } = new();

    internal DateTimeOffset Now => time.GetUtcNow();

    internal CloudStock Stock { get; }

    internal CloudSchedule Schedule { get; }

    internal CloudProject Project { get; }

    /// <summary>Trouble: nothing is left there of the type, or of any.</summary>
    public void SellOut(string location, string? type = null)
    {
        lock (Gate) Stock.SellOut(location, type);
    }

    public void Restock()
    {
        lock (Gate) Stock.Restock();
    }

    /// <summary>Trouble: what is begun next, or the next of that command, ends like this.</summary>
    public void Next(ActionFate fate, string? command = null)
    {
        lock (Gate) Schedule.Fates.Add(new(fate, command));
    }

    public void Forget()
    {
        lock (Gate) Schedule.Fates.Clear();
    }

    /// <summary>One more type is on the list.</summary>
    public void Sell(CloudType type)
    {
        lock (Gate) Stock.Types = [.. Stock.Types, type];
    }

    /// <summary>The type can be ordered only until then, as is announced now.</summary>
    public void Announce(string type, DateTimeOffset until)
    {
        lock (Gate) Stock.Announce(type, until);
    }

    /// <summary>A server that stands there from before; it runs, unless it is off.</summary>
    public CloudServer Put(PutServer wanted)
    {
        lock (Gate)
        {
            var type = Stock.Types.Single(one => one.Name == wanted.Type);
            var server = Project.AddServer(wanted.Id, wanted.Name, type, wanted.Location, wanted.Created ?? Now, wanted.Net, []);
            (server.Labels, server.UserData, server.IsProtected) = (wanted.Labels, wanted.UserData, wanted.IsProtected);
            (server.Disk, server.PrimaryDisk) = (wanted.Disk, wanted.PrimaryDisk ?? type.Disk);
            if (wanted.IsOff) server.Status = "off";
            else Start(server, isNew: wanted.Disk is null);
            return server;
        }
    }

    /// <summary>A volume, a picture or an address that stands there from before.</summary>
    public void Put(ICloudThing thing)
    {
        lock (Gate) Project.Add(thing);
    }

    /// <summary>A number that nothing in the project has.</summary>
    public long NewId()
    {
        lock (Gate) return Project.NewId();
    }

    public ValueTask DisposeAsync()
    {
        Schedule.Dispose();
        lock (Gate)
        {
            foreach (var server in Project.All<CloudServer>()) Boots?.Gone(server);
            Project.Dispose();
        }
        return ValueTask.CompletedTask;
    }

    internal void Count() => Calls++;

    internal void Settle() => Schedule.Settle();

    internal CloudAction Begin(string command, CloudServer server, Action effect, CloudAction? after = null, Action? failure = null) =>
        Schedule.Begin(command, [CloudResource.Of(server)], effect, after, failure);

    internal bool IsLocked(CloudServer server) =>
        server.Held != CloudHold.None || Schedule.IsLocked(CloudResource.Of(server));

    /// <summary>It has power from now on, or has it again.</summary>
    internal void Start(CloudServer server, bool isNew)
    {
        server.Status = "running";
        Boots?.On(server, isNew);
    }

    internal void Stop(CloudServer server)
    {
        if (server.Status == "off") return;
        server.Status = "off";
        Boots?.Off(server);
    }

    /// <summary>What hangs on it stays, but for the addresses that came with it and go with it.</summary>
    internal void Remove(CloudServer server)
    {
        foreach (var volume in Project.All<CloudVolume>().Where(one => one.Server == server.Id)) volume.Server = null;
        foreach (var address in Project.All<CloudAddress>().Where(one => one.Server == server.Id).ToList())
            if (address.AutoDelete) Project.Remove(address);
            else address.Server = null;
        Project.Remove(server);
        Boots?.Gone(server);
    }

    IReadOnlyList<T> All<T>() where T : class, ICloudThing
    {
        lock (Gate)
        {
            Settle();
            return [.. Project.All<T>()];
        }
    }
}

/// <summary>A server that stands in the project from the beginning.</summary>
public sealed record PutServer(string Name, string Type, string Location)
{
    /// <summary>Its number, where something else knows it already.</summary>
    public long? Id { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string UserData { get; init; } = "";

    /// <summary>What is on its disk already; without it, it boots for the first time.</summary>
    public object? Disk { get; init; }

    /// <summary>How large its disk is, where that is not as its type has it.</summary>
    public int? PrimaryDisk { get; init; }

    public DateTimeOffset? Created { get; init; }

    public bool IsOff { get; init; }

    public bool IsProtected { get; init; }

    public PublicNet Net { get; init; } = new();
}

/// <summary>By which addresses a server is to be reached.</summary>
public sealed record PublicNet(bool V4 = true, bool V6 = true);
