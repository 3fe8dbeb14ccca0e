#include "base/Sha256.h"

#include "base/Hex.h"

#include <array>
#include <openssl/evp.h>
#include <span>

namespace reprise
{
struct Sha256::Context
{
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : context(std::make_unique<Context>())
{
    EVP_DigestInit_ex(context->digest.get(), EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes)
{
    EVP_DigestUpdate(context->digest.get(), bytes.data(), bytes.size());
}

std::string Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context->digest.get(), digest.data(), &length);
    return hexOf(std::as_bytes(std::span(digest).first(length)));
}

std::string sha256Of(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}
} // namespace reprise
