using System.Globalization;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Hetzner Cloud as a provider of servers.</summary>
sealed class HetznerProvider : IProvider, IDisposable
{
    // Of what was done to a server.
    const int LastActions = 10;

    const int CpuPoints = 60;

    readonly HetznerClient client;
    readonly ActionWatch watch;

    public HetznerProvider(HetznerClient client, TimeProvider time) => (this.client, watch) = (client, new(Look, time));

    public string Name => HetznerClient.Name;

    public string Called => "Hetzner";

    public bool IsSetUp => client.IsSetUp;

    public ProviderLimits Limits => new(client.Settings.MostServers, client.Settings.MonthlyLimit);

    public void Dispose() => watch.Dispose();

    public async Task<Result<Catalogue, ProviderFault>> Catalogue(Urgency urgency, CancellationToken cancel)
    {
        if ((await HetznerPrices.Read(client, urgency, cancel)).Failed(out var prices, out var fault)) return fault;
        var call = new HetznerCall(HttpMethod.Get, "server_types", "read the server types") { Urgency = urgency };
        return (await client.Pages<ServerTypesAnswer, ServerType>(call, cancel)).Failed(out var types, out fault) ? fault
            : new Catalogue([.. types.SelectMany(type => Offers(type, prices.Tariff))]);
    }

    public Task<Result<IReadOnlyList<string>, ProviderFault>> CheckUp(CancellationToken cancel) => HetznerCheckup.Look(client, cancel);

    public async Task<Result<Tariff, ProviderFault>> Tariff(Urgency urgency, CancellationToken cancel) =>
        (await HetznerPrices.Read(client, urgency, cancel)).Failed(out var prices, out var fault) ? fault : prices.Tariff;

    public Task<Result<IReadOnlyList<Machine>, ProviderFault>> All(Urgency urgency, CancellationToken cancel) =>
        Machines(new(HttpMethod.Get, "servers", "look at the servers") { Urgency = urgency }, cancel);

    public Task<Result<IReadOnlyList<Machine>, ProviderFault>> Find(string label, string value, CancellationToken cancel) =>
        Machines(new(HttpMethod.Get, $"servers?{Labelled(label, value)}", "look for servers"), cancel);

    public async Task<Result<Machine, ProviderFault>> Get(string id, CancellationToken cancel)
    {
        var read = await client.Ask<ServerAnswer>(new(HttpMethod.Get, $"servers/{id}", "look at the server"), cancel);
        return read.Failed(out var answer, out var fault) ? fault : HetznerMachines.Of(answer.Server);
    }

    public async Task<Result<Begun, ProviderFault>> Create(NewMachine wanted, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Post, "servers", $"order {wanted.Name}")
        {
            Body = HetznerMachines.Body(wanted, client.Settings.SshKeys, client.Settings.Firewalls), MakesServer = true,
        };
        if (!(await client.Ask<ServerAnswer>(call, cancel)).Failed(out var answer, out var fault)) return HetznerMachines.Of(answer);
        return fault.Code == "uniqueness_error" ? await Ours(wanted, fault, cancel) : fault;
    }

    public Task<Result<Begun, ProviderFault>> Do(string id, MachineAct act, CancellationToken cancel)
    {
        var (path, body) = HetznerMachines.Call(act);
        return Begin(new(HttpMethod.Post, $"servers/{id}/actions/{path}", $"{act.Words()} the server") { Body = body }, cancel);
    }

    public async Task<Result<Machine, ProviderFault>> Label(
        string id, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Put, $"servers/{id}", "label the server") { Body = new { labels } };
        return (await client.Ask<ServerAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : HetznerMachines.Of(answer.Server);
    }

    public Task<Result<Begun, ProviderFault>> ChangeType(string id, string type, bool growDisk, CancellationToken cancel) => Begin(
        new(HttpMethod.Post, $"servers/{id}/actions/change_type", $"make the server a {type}")
        {
            Body = new { server_type = type, upgrade_disk = growDisk },
        }, cancel);

    public Task<Result<Begun, ProviderFault>> Delete(string id, CancellationToken cancel) =>
        Begin(new(HttpMethod.Delete, $"servers/{id}", "delete the server"), cancel);

    public Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> Actions(IReadOnlyList<string> ids, CancellationToken cancel) =>
        watch.Look(ids, cancel);

    public async Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> History(string id, CancellationToken cancel)
    {
        var call = new HetznerCall(
            HttpMethod.Get, $"servers/{id}/actions?sort=started:desc&per_page={LastActions}", "look what was done to the server")
        {
            Urgency = Urgency.Whenever,
        };
        return (await client.Ask<ActionsAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : answer.Actions.Select(HetznerMachines.Of).ToList();
    }

    public async Task<Result<IReadOnlyList<CpuPoint>, ProviderFault>> Cpu(
        string id, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var step = Math.Max(1, (int)((to - from).TotalSeconds / CpuPoints));
        var path = $"servers/{id}/metrics?type=cpu&start={Written(from)}&end={Written(to)}&step={step}";
        var call = new HetznerCall(HttpMethod.Get, path, "read how busy the server is") { Urgency = Urgency.Whenever };
        return (await client.Ask<MetricsAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : answer.Metrics.TimeSeries.TryGetValue("cpu", out var series) ? HetznerMachines.Points(series).ToList() : [];
    }

    public async Task<Result<PictureBegun, ProviderFault>> Snapshot(
        string id, string description, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Post, $"servers/{id}/actions/create_image", "take a picture of the server's disk")
        {
            Body = new { type = "snapshot", description, labels },
        };
        return (await client.Ask<ImageAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : new PictureBegun(HetznerPictures.Of(answer.Image), Ids(answer.Action));
    }

    public async Task<Result<Picture, ProviderFault>> Picture(string id, CancellationToken cancel)
    {
        var read = await client.Ask<ImageAnswer>(new(HttpMethod.Get, $"images/{id}", "look at the snapshot"), cancel);
        return read.Failed(out var answer, out var fault) ? fault : HetznerPictures.Of(answer.Image);
    }

    public async Task<Result<IReadOnlyList<Picture>, ProviderFault>> Pictures(string label, string value, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Get, $"images?type=snapshot&{Labelled(label, value)}", "look for snapshots");
        return (await client.Pages<ImagesAnswer, ImageJson>(call, cancel)).Failed(out var images, out var fault) ? fault
            : images.Select(HetznerPictures.Of).ToList();
    }

    public async Task<Result<AddressBegun, ProviderFault>> AddAddress(
        string serverId, IpFamily family, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Post, "floating_ips", "order an address")
        {
            Body = new { type = HetznerAddresses.Type(family), server = long.Parse(serverId, CultureInfo.InvariantCulture), labels },
        };
        return (await client.Ask<FloatingIpAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : new AddressBegun(HetznerAddresses.Of(answer.FloatingIp), Ids(answer.Action));
    }

    public async Task<Result<IReadOnlyList<FloatingAddress>, ProviderFault>> Addresses(
        string label, string value, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Get, $"floating_ips?{Labelled(label, value)}", "look for addresses");
        return (await client.Pages<FloatingIpsAnswer, FloatingIpJson>(call, cancel)).Failed(out var found, out var fault) ? fault
            : found.Select(HetznerAddresses.Of).ToList();
    }

    public Task<Result<IReadOnlyList<CostingItem>, ProviderFault>> Costing(Urgency urgency, CancellationToken cancel) =>
        HetznerCosts.Read(client, urgency, cancel);

    public async Task<Result<Begun, ProviderFault>> Remove(CostKind kind, string id, CancellationToken cancel)
    {
        if (kind == CostKind.Server) return await Delete(id, cancel);
        var call = new HetznerCall(HttpMethod.Delete, $"{HetznerCosts.Path(kind)}/{id}", $"delete the {kind.InWords()}");
        return (await client.Ask<NoAnswer>(call, cancel)).Failed(out _, out var fault) ? fault : new Begun(null, []);
    }

    async Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> Look(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var path = $"actions?{string.Join('&', ids.Select(id => $"id={id}"))}&per_page={ActionWatch.AtOnce}";
        var read = await client.Ask<ActionsAnswer>(new(HttpMethod.Get, path, "look how far it has come"), cancel);
        return read.Failed(out var answer, out var fault) ? fault : answer.Actions.Select(HetznerMachines.Of).ToList();
    }

    /// <summary>An order whose answer was lost has made it; what carries other labels is somebody else's.</summary>
    async Task<Result<Begun, ProviderFault>> Ours(NewMachine wanted, ProviderFault taken, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Get, $"servers?name={Uri.EscapeDataString(wanted.Name)}", "look for servers");
        if ((await Machines(call, cancel)).Failed(out var named, out var fault)) return fault;
        var ours = named.FirstOrDefault(one => wanted.Labels.All(label => one.Labels.GetValueOrDefault(label.Key) == label.Value));
        return ours is null || wanted.Labels.Count == 0 ? taken : new Begun(ours, []);
    }

    async Task<Result<IReadOnlyList<Machine>, ProviderFault>> Machines(HetznerCall call, CancellationToken cancel) =>
        (await client.Pages<ServersAnswer, ServerJson>(call, cancel)).Failed(out var servers, out var fault) ? fault
            : servers.Select(HetznerMachines.Of).ToList();

    async Task<Result<Begun, ProviderFault>> Begin(HetznerCall call, CancellationToken cancel) =>
        (await client.Ask<ActionAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : new Begun(null, [HetznerMachines.Id(answer.Action.Id)]);

    static IReadOnlyList<string> Ids(ActionJson? action) => action is null ? [] : [HetznerMachines.Id(action.Id)];

    static string Labelled(string label, string value) => $"label_selector={Uri.EscapeDataString($"{label}=={value}")}";

    static string Written(DateTimeOffset moment) =>
        Uri.EscapeDataString(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    static IEnumerable<Offer> Offers(ServerType type, Tariff tariff) =>
        from location in type.Locations ?? []
        let price = type.Prices.FirstOrDefault(price => price.Location == location.Name)
        where price is not null
        select new Offer(type.Name, location.Name, type.Cores, (int)(type.Memory * 1024), type.Disk, type.Architecture,
            type.CpuType == "dedicated")
        {
            Price = tariff.Amount(price.PriceMonthly.Amount), Available = location.Available ?? true,
            AnnouncedAt = location.Deprecation?.Announced, LastOrderAt = location.Deprecation?.UnavailableAfter,
        };
}
