#include "base/sha256.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "base/input_file.h"

namespace farside {
namespace {

// The library refuses only when it is out of memory or built without the algorithm: neither is the user's doing.
void expect(int ok) {
  if (ok != 1) throw InternalError("SHA-256 is not to be had from the OpenSSL library");
}

struct FileCloser {
  void operator()(std::FILE* f) const { std::fclose(f); }
};

}  // namespace

struct Sha256::Impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  expect(impl_->context != nullptr);
  expect(EVP_DigestInit_ex(impl_->context, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  expect(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()));
  return *this;
}

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  expect(EVP_DigestFinal_ex(impl_->context, digest, &length));
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}

std::string sha256_of_text(std::string_view text) { return Sha256().add(text).hex(); }

std::string sha256_of_file(const std::string& path) {
  check_input_file(path);
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw DataError(path + ": can't be read: " + std::strerror(errno));
  Sha256 sum;
  char buffer[1 << 16];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) sum.add({buffer, n});
  if (std::ferror(file.get())) throw DataError(path + ": can't be read: " + std::strerror(errno));
  return sum.hex();
}

}  // namespace farside
