using System.Security.Cryptography;
using System.Text;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Keys that new servers let in.</summary>
static class SshKeys
{
    public static readonly Kind<CloudKey> Kind = new("ssh_key", "ssh_keys", (_, one) => Shape(one));

    public static CloudAnswer Create(CloudWorld world, CloudRequest request)
    {
        if (request.Unknown("name", "public_key", "labels") is { } unknown) return unknown;
        if (request.Text("public_key") is not { } key || key.Split(' ') is not [{ Length: > 0 }, { Length: > 0 }, ..])
            return CloudAnswer.Invalid("public_key", "is not a public key");
        if (Kind.NameOf(world, request, null, out var name) is { } taken) return taken;
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        if (Kind.All(world).Any(one => Fingerprint(one.PublicKey) == Fingerprint(key))) return CloudAnswer.Taken("SSH key fingerprint");
        var made = new CloudKey(world.Project.NewId(), name, key, world.Now) { Labels = labels };
        world.Project.Add(made);
        return CloudAnswer.Created(Kind.Of(world, made));
    }

    static object Shape(CloudKey key) => new
    {
        key.Id, key.Name, fingerprint = Fingerprint(key.PublicKey), public_key = key.PublicKey, key.Labels, key.Created,
    };

    // Of the key itself, whatever comment stands behind it.
    static string Fingerprint(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', key.Split(' ').Take(2)))));
}
