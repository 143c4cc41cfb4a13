using OpsBot.Core.Servers.Providers;

namespace OpsBot.Core.Clients.Hetzner;

sealed record ImagesAnswer(IReadOnlyList<ImageJson> Images, Meta? Meta = null) : IPage<ImageJson>
{
    IReadOnlyList<ImageJson> IPage<ImageJson>.Rows => Images;
}

sealed record ImageAnswer(ImageJson Image, ActionJson? Action = null);

sealed record ImageJson(
    long Id, string Type, string Status, string Description, decimal DiskSize, DateTimeOffset Created, Protection Protection,
    IReadOnlyDictionary<string, string> Labels, decimal? ImageSize = null, MadeOf? CreatedFrom = null);

sealed record MadeOf(long Id, string? Name = null);

/// <summary>Hetzner's snapshots are OpsBot's pictures.</summary>
static class HetznerPictures
{
    public static Picture Of(ImageJson image) => new(HetznerMachines.Id(image.Id), image.Description, image.Status == "available")
    {
        Of = image.CreatedFrom is { } server ? HetznerMachines.Id(server.Id) : null, SizeGb = image.ImageSize,
        DiskGb = (int)image.DiskSize, Labels = image.Labels, CreatedAt = image.Created,
    };
}
