namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Hetzner's API over the pretend project, as strict as https://docs.hetzner.cloud tells.</summary>
public static class CloudEndpoints
{
    public const string Prefix = "/hetzner/v1";

    public static void MapHetznerApi(this IEndpointRouteBuilder endpoints, CloudWorld world)
    {
        var api = endpoints.MapGroup(Prefix);
        Catalogue();
        Servers();
        Pictures();
        Volumes();
        FloatingIps();
        PrimaryIps();
        Project();
        Call("GET", "/actions", Api.Actions.List);
        Call("GET", "/actions/{id}", Api.Actions.Show);
        api.MapMethods("/{**rest}", ["GET", "POST", "PUT", "DELETE"],
            context => Handle(context, "?", (_, _) => CloudAnswer.NotFound("endpoint"))).DisableAntiforgery();
        endpoints.OnceListening(server => world.ApiUrl = new Uri(server, $"{Prefix}/"));

        void Catalogue()
        {
            Call("GET", "/locations", (_, request) => Api.Catalogue.Locations(request));
            Call("GET", "/server_types", Api.Catalogue.Types);
            Call("GET", "/pricing", (world, _) => Api.Catalogue.Pricing(world));
            // https://docs.hetzner.cloud/changelog: gone on 1 October 2026.
            Call("GET", "/datacenters", (_, _) => CloudAnswer.Removed("GET /datacenters"));
        }

        void Servers()
        {
            Call("GET", "/servers", Api.Servers.Kind.List);
            Call("POST", "/servers", CreateServer.Handle);
            Call("GET", "/servers/{id}", Api.Servers.Kind.Show);
            Call("PUT", "/servers/{id}", Api.Servers.Kind.Change);
            Call("DELETE", "/servers/{id}", Api.Servers.Delete);
            Call("GET", "/servers/{id}/metrics", ServerMetrics.Show);
            Call("GET", "/servers/{id}/actions", Api.Actions.OfServer);
            Call("POST", "/servers/{id}/actions/{action}", ServerActions.Begin);
        }

        void Pictures()
        {
            Call("GET", "/images", Images.List);
            Call("GET", "/images/{id}", Images.Show);
            Call("PUT", "/images/{id}", Images.Kind.Change);
            Call("DELETE", "/images/{id}", Images.Delete);
            Call("POST", "/images/{id}/actions/change_protection", Images.Kind.Protect);
        }

        void Volumes()
        {
            Call("GET", "/volumes", Api.Volumes.Kind.List);
            Call("POST", "/volumes", Api.Volumes.Create);
            Call("GET", "/volumes/{id}", Api.Volumes.Kind.Show);
            Call("PUT", "/volumes/{id}", Api.Volumes.Kind.Change);
            Call("DELETE", "/volumes/{id}", Api.Volumes.Delete);
            Call("POST", "/volumes/{id}/actions/attach", Api.Volumes.Attach);
            Call("POST", "/volumes/{id}/actions/detach", Api.Volumes.Detach);
            Call("POST", "/volumes/{id}/actions/change_protection", Api.Volumes.Kind.Protect);
        }

        void FloatingIps()
        {
            Call("GET", "/floating_ips", Api.FloatingIps.Kind.List);
            Call("POST", "/floating_ips", Api.FloatingIps.Create);
            Call("GET", "/floating_ips/{id}", Api.FloatingIps.Kind.Show);
            Call("PUT", "/floating_ips/{id}", Api.FloatingIps.Kind.Change);
            Call("DELETE", "/floating_ips/{id}", Api.FloatingIps.Delete);
            Call("POST", "/floating_ips/{id}/actions/assign", Api.FloatingIps.Assign);
            Call("POST", "/floating_ips/{id}/actions/unassign", Api.FloatingIps.Unassign);
            Call("POST", "/floating_ips/{id}/actions/change_protection", Api.FloatingIps.Kind.Protect);
        }

        void PrimaryIps()
        {
            Call("GET", "/primary_ips", Api.PrimaryIps.Kind.List);
            Call("POST", "/primary_ips", Api.PrimaryIps.Create);
            Call("GET", "/primary_ips/{id}", Api.PrimaryIps.Kind.Show);
            Call("PUT", "/primary_ips/{id}", Api.PrimaryIps.Kind.Change);
            Call("DELETE", "/primary_ips/{id}", Api.PrimaryIps.Delete);
            Call("POST", "/primary_ips/{id}/actions/unassign", Api.PrimaryIps.Unassign);
            Call("POST", "/primary_ips/{id}/actions/change_protection", Api.PrimaryIps.Kind.Protect);
        }

        void Project()
        {
            Call("GET", "/ssh_keys", SshKeys.Kind.List);
            Call("POST", "/ssh_keys", SshKeys.Create);
            Call("GET", "/ssh_keys/{id}", SshKeys.Kind.Show);
            Call("DELETE", "/ssh_keys/{id}", SshKeys.Kind.Delete);
            Call("GET", "/firewalls", Firewalls.Kind.List);
            Call("POST", "/firewalls", Firewalls.Create);
            Call("GET", "/firewalls/{id}", Firewalls.Kind.Show);
            Call("DELETE", "/firewalls/{id}", Firewalls.Delete);
        }

        void Call(string method, string path, Func<CloudWorld, CloudRequest, CloudAnswer> answer) =>
            api.MapMethods(path, [method], context => Handle(context, path, answer)).DisableAntiforgery();

        Task Handle(HttpContext context, string path, Func<CloudWorld, CloudRequest, CloudAnswer> answer)
        {
            lock (world.Gate) world.Count();
            return world.Api.Handle(new CloudCall(world, context, path, answer), context);
        }
    }
}
